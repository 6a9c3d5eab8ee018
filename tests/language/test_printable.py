"""Somebody else's text, made safe to show."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socketlab.language.printable import printable


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain text", "plain text"),
        ("Zürich 東京 🙂", "Zürich 東京 🙂"),
        ("\x1b[2J\x07", r"\x1b[2J\x07"),
        ("a\nPASS  demo", r"a\nPASS  demo"),
        ("a\r\tb", r"a\r\tb"),
        ("\x85\x9b31m", r"\x85\x9b31m"),
        ("\u202eabc\u2066\u200b\ufeff", r"\u202eabc\u2066\u200b\ufeff"),
        ("\u2028\u2029", r"\u2028\u2029"),
        ("caf\udce9", r"caf\xe9"),
        ("\ud800", r"\ud800"),
        ("\U000e0041", r"\U000e0041"),
    ],
)
def test_what_a_terminal_does_not_show_is_escaped(text: str, shown: str) -> None:
    assert printable(text) == shown


@given(st.text())
def test_any_text_becomes_one_line_that_can_be_written(text: str) -> None:
    shown = printable(text)
    assert len(shown.splitlines()) <= 1
    assert printable(shown) == shown
    shown.encode()
