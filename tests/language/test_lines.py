"""One definition of a line, whether it is read at once or in pieces."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socketlab.language.lines import LONGEST_LINE, CutLine, LineFinder, LineSplitter, lines_of

PIECES = st.lists(
    st.sampled_from([b"a", b"\n", b"\r", b"\r\n", b"\x0b", b"\xc3", b"\xa9", "\u2028".encode(), b" "])
)


@pytest.mark.parametrize(
    ("content", "lines"),
    [
        (b"", []),
        (b"\n", [""]),
        (b"a\nb\n", ["a", "b"]),
        (b"a\nb", ["a", "b"]),
        (b"listening on 9000\r\n", ["listening on 9000"]),
        (b"a\r\r\n", ["a"]),
        (b"10%\r20%\rdone\n", ["10%\r20%\rdone"]),
        (b"ready> ", ["ready> "]),
        (b"half\r", ["half\r"]),
        ("a\x0bb\x0c\x1cc\x85d\u2028e\n".encode(), ["a\x0bb\x0c\x1cc\x85d\u2028e"]),
        (b"\xff\n", ["\ufffd"]),
        (b"\n\n", ["", ""]),
    ],
)
def test_a_line_ends_with_a_line_feed_and_nothing_else(content: bytes, lines: list[str]) -> None:
    assert list(lines_of(content)) == lines
    splitter = LineSplitter()
    found = splitter.feed(content)
    assert found + ([splitter.unfinished] if splitter.unfinished else []) == lines


@given(PIECES)
def test_pieces_give_the_same_lines_as_the_whole(pieces: list[bytes]) -> None:
    splitter = LineSplitter()
    found = [line for piece in pieces for line in splitter.feed(piece)]
    rest = [splitter.unfinished] if splitter.pending_bytes else []
    assert found + rest == list(lines_of(b"".join(pieces)))


def test_a_line_that_is_too_long_is_cut_and_the_next_one_is_not() -> None:
    content = b"x" * (LONGEST_LINE + 10) + b"\r\nnext\n" + b"y" * (LONGEST_LINE + 10)
    whole = list(lines_of(content))
    assert [len(line) for line in whole] == [LONGEST_LINE, 4, LONGEST_LINE]
    splitter = LineSplitter()
    found = [
        line
        for start in range(0, len(content), 1000)
        for line in splitter.feed(content[start : start + 1000])
    ]
    assert [*found, splitter.unfinished] == whole


def test_a_stream_without_line_feeds_takes_no_more_memory_than_one_line() -> None:
    splitter = LineSplitter()
    for _ in range(100):
        assert splitter.feed(b"x" * 100_000) == []
    assert splitter.pending_bytes == LONGEST_LINE
    assert len(splitter._pending) == LONGEST_LINE + 2


def test_only_what_is_new_of_an_unfinished_line_need_be_looked_at() -> None:
    splitter = LineSplitter()
    splitter.feed(b"first\nready")
    assert splitter.unfinished_from(0) == "ready"
    seen = splitter.pending_bytes
    splitter.feed(b"> ")
    assert splitter.unfinished_from(seen) == "> "


@pytest.mark.parametrize("end", [b"", b"\r", b"\n", b"\r\n", b"\r\r\n"])
@pytest.mark.parametrize("more", [-1, 0, 1, 2])
def test_only_a_line_that_is_too_long_is_cut(end: bytes, more: int) -> None:
    content = b"x" * (LONGEST_LINE + more) + end
    (line,) = lines_of(content)
    splitter = LineSplitter()
    (same,) = splitter.feed(content) + splitter.end()
    assert (line, type(line)) == (same, type(same))
    assert not splitter.end()
    is_cut = more > 0 or (more == 0 and end in (b"\r", b"\r\r\n"))
    assert isinstance(line, CutLine) is is_cut


def test_a_character_in_two_pieces_is_found() -> None:
    finder = LineFinder("\u00e9>")
    assert [finder.feed(bytes([byte])) for byte in "caf\u00e9>".encode()] == [0, 0, 0, 0, 0, 1]
    assert finder.feed(" \u00e9>\n".encode()) == 0
    splitter = LineSplitter()
    splitter.feed("a\u00e9b".encode())
    assert [splitter.unfinished_from(start) for start in range(5)] == [
        "a\u00e9b",
        "\u00e9b",
        "\u00e9b",
        "b",
        "",
    ]


@given(PIECES, st.sampled_from(["a", "aa", "\u00e9", "a ", "\r"]))
def test_a_finder_finds_the_lines_that_contain_the_text_and_each_once(pieces: list[bytes], text: str) -> None:
    by_text, by_line = LineFinder(text), LineFinder(matches=lambda line: text in line)
    found = sum([by_text.feed(piece) for piece in pieces]) + by_text.end()
    whole = sum([by_line.feed(piece) for piece in pieces]) + by_line.end()
    expected = [line for line in lines_of(b"".join(pieces)) if text in line]
    assert whole == len(expected)
    assert found == whole or text == "\r"  # of an unfinished line it cannot be known whether it ends
