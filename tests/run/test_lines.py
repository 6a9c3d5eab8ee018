"""Standard error as it comes, in pieces: whole notes, everything else untouched, nothing held for long."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from socketlab.record.journal import LONGEST_NOTE
from socketlab.run.lines import Lines

PIECES = st.sampled_from([b'{"socketlab"', b": 1}", b"\n", b"x", b'{"sock', b"\r", b""])


@given(st.lists(PIECES, max_size=30))
def test_no_byte_is_lost_or_moved_and_a_candidate_is_a_whole_line(pieces: list[bytes]) -> None:
    lines, seen, candidates = Lines(), bytearray(), []
    for piece in pieces:
        for part, candidate in lines.divide(piece):
            seen += part + (b"\n" if candidate else b"")
            candidates += [part] if candidate else []
    seen += lines.end()
    whole = b"".join(pieces)
    assert bytes(seen) == whole
    assert candidates == [line for line in whole.split(b"\n")[:-1] if line.startswith(b'{"socketlab"')]


def test_an_unfinished_line_that_cannot_be_a_note_is_output_at_once() -> None:
    lines = Lines()
    assert list(lines.divide(b"password: ")) == [(b"password: ", False)]
    assert list(lines.divide(b'{"socketlab": 1}\n')) == [(b'{"socketlab": 1}\n', False)]
    assert list(lines.divide(b'{"socketlab": 1}\n')) == [(b'{"socketlab": 1}', True)]


def test_a_line_that_is_too_long_for_a_note_is_not_held_back() -> None:
    lines = Lines()
    kept = sum(len(part) for _ in range(100) for part, _ in lines.divide(b'{"socketlab"' * 1000))
    assert kept == 100 * 12_000
    assert lines.end() == b""
    assert list(lines.divide(b'{"socketlab"' + b" " * LONGEST_NOTE + b"\n"))[-1][1] is False
