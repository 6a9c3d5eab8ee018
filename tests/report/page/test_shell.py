"""What all pages have in common."""

from __future__ import annotations

import re

from socketlab.report.page.markup import element
from socketlab.report.page.shell import document


def test_a_page_without_a_script_allows_none() -> None:
    text = document("a <title>", element("p", "hello")).decode()
    assert "<title>a &lt;title&gt;</title>" in text
    assert "<script" not in text
    assert "script-src &#x27;none&#x27;" in text
    assert text.startswith("<!DOCTYPE html>\n<html")


def test_a_page_with_a_script_allows_that_one_only() -> None:
    text = document("title", element("p", "hello"), script="page.js").decode()
    assert text.count("<script>") == 1
    assert len(re.findall(r"sha256-[A-Za-z0-9+/]{43}=", text)) == 2
