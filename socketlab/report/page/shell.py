"""What all pages have in common: one file without anything from elsewhere.

A policy in its head allows the page's own script and style by their digests and nothing else: neither other
scripts nor pictures, fonts or connections.

Source: Content Security Policy Level 3, "hash-source".
"""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

from socketlab.report.page.markup import Markup, element

_HERE = Path(__file__).parent


def document(title: str, *body: Markup, script: str = "") -> bytes:
    """A page in UTF-8.

    Args:
        title: The window's title.
        body: What it shows.
        script: The file of its script, where it has one.
    """
    style = (_HERE / "page.css").read_text("utf-8")
    code = (_HERE / script).read_text("utf-8") if script else ""
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=_policy(style, code)),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="referrer", content="no-referrer"),
        element("title", title),
        Markup(f"<style>{style}</style>"),
    )
    last = Markup(f"<script>{code}</script>" if code else "")
    whole = element("html", head, element("body", *body, last), lang="en")
    return f"<!DOCTYPE html>\n{whole.text}\n".encode()


def _policy(style: str, code: str) -> str:
    """What the browser lets the page do."""
    allowed = f"'{_digest(code)}'" if code else "'none'"
    return (
        f"default-src 'none'; style-src '{_digest(style)}'; script-src {allowed}; "
        "base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
