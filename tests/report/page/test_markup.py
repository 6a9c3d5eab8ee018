"""Markup from values."""

from __future__ import annotations

import pytest

from socketlab.report.page.markup import Markup, element, joined, section, table

HOSTILE = '</script><img src=x onerror="alert(1)">\x1b[2J\u202e&\x00'


def test_a_text_is_never_markup() -> None:
    shown = element("p", HOSTILE, title=HOSTILE).text
    quoted = "&lt;/script&gt;&lt;img src=x onerror=&quot;alert(1)&quot;&gt;\\x1b[2J\\u202e&amp;\\x00"
    assert shown == f'<p title="{quoted}">{quoted}</p>'


def test_markup_is_not_escaped_again() -> None:
    assert element("p", element("b", "a<b"), "&").text == "<p><b>a&lt;b</b>&amp;</p>"
    assert joined(["<", Markup("<br/>")]).text == "&lt;<br/>"


@pytest.mark.parametrize(
    ("name", "written"), [("class_", "class"), ("aria_label", "aria-label"), ("viewBox", "viewBox")]
)
def test_names_of_attributes_are_those_of_html(name: str, written: str) -> None:
    assert element("g", **{name: "x"}).text == f'<g {written}="x"></g>'


def test_an_attribute_without_a_value_is_left_out_and_a_void_element_has_no_end() -> None:
    assert element("line", x1=3, y1=None).text == '<line x1="3"/>'


def test_a_table_has_a_head_for_each_column() -> None:
    shown = table(["a", "b"], [["1", element("i", "2")]]).text
    assert shown == (
        '<div class="wide"><table><thead><tr><th scope="col">a</th><th scope="col">b</th></tr></thead>'
        "<tbody><tr><td>1</td><td><i>2</i></td></tr></tbody></table></div>"
    )


def test_a_section_can_be_named_by_a_link() -> None:
    assert section("Title", "text", name="part").text == '<section id="part"><h2>Title</h2>text</section>'
