"""Text that somebody else chose, made safe to show.

What a program printed, what a scenario or a stored run says and what a file is called may hold anything: an
escape sequence that rewrites the screen, a line feed followed by a line that looks like a verdict, a control
that reverses the reading order.
"""

from __future__ import annotations


def printable(text: str) -> str:
    """A text with every character escaped that a terminal would not show as itself.

    Those are controls, formats, surrogates, all spaces but the usual one, and what Unicode has not assigned.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(_shown(character) for character in text)


def _shown(character: str) -> str:
    if character.isprintable():
        return character
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:  # a byte of a file name that is not UTF-8
        return f"\\x{code - 0xDC00:02x}"
    return character.encode("unicode_escape", "backslashreplace").decode("ascii")
