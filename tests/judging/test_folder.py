"""The files of a stored run, as a stranger may have put them there."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socketlab.errors import InvalidInput
from socketlab.judging.folder import KeptText, StoredLog, lines_in, open_regular, read_small
from socketlab.language.lines import LONGEST_LINE, CutLine, MissingLines, lines_of


def test_of_a_full_log_the_last_line_is_known_to_lack_its_end(tmp_path: Path) -> None:
    file = tmp_path / "log"
    file.write_bytes(b"one\ntwo\nthr")
    assert list(lines_in(StoredLog(file))) == ["one", "two", "thr"]
    *lines, missing = lines_in(StoredLog(file, kept=64 << 20))
    assert (lines, missing, type(missing)) == (["one", "two"], "64 MiB", MissingLines)


def test_of_a_full_log_a_last_line_that_is_too_long_is_cut(tmp_path: Path) -> None:
    file = tmp_path / "log"
    file.write_bytes(b"x" * (LONGEST_LINE + 10))
    kinds = [type(line) for line in lines_in(StoredLog(file, kept=LONGEST_LINE + 10))]
    assert kinds == [CutLine, MissingLines]


@pytest.mark.parametrize("kind", ["link", "fifo", "folder", "device"])
def test_only_a_regular_file_is_opened(tmp_path: Path, kind: str) -> None:
    file = tmp_path / "file"
    (tmp_path / "secret").write_text("secret", encoding="utf-8")
    match kind:
        case "link":
            file.symlink_to("secret")
        case "fifo":
            os.mkfifo(file)
        case "folder":
            file.mkdir()
        case "device":
            file = Path("/dev/zero")
    with pytest.raises(InvalidInput) as raised:
        open_regular(file)
    assert str(raised.value).startswith(f'"{file}" is not read: it is not a regular file')


def test_what_is_not_there_cannot_be_opened(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        open_regular(tmp_path / "file")


def test_a_small_file_is_read_and_a_large_one_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"12345")
    assert read_small(tmp_path / "file", most=5) == b"12345"
    with pytest.raises(InvalidInput, match="is too large: 5 bytes, at most 4 are read"):
        read_small(tmp_path / "file", most=4)


PIECES = st.lists(
    st.sampled_from([b"\n", b"a", b"\r\n", b"\xe2\x82", b"x" * 300_000, b"y" * LONGEST_LINE]), max_size=12
)


@given(PIECES)
def test_a_log_has_the_lines_of_its_content(
    tmp_path_factory: pytest.TempPathFactory, pieces: list[bytes]
) -> None:
    file = tmp_path_factory.mktemp("logs") / "log"
    file.write_bytes(b"".join(pieces))
    assert list(lines_in(StoredLog(file))) == list(lines_of(b"".join(pieces)))


def test_a_log_is_read_in_pieces(tmp_path: Path) -> None:
    file = tmp_path / "log"
    file.write_bytes((b"x" * 99 + b"\n") * 50_000)
    assert max(map(len, StoredLog(file).blocks())) < 1_000_000
    assert sum(map(len, StoredLog(file).blocks())) == 5_000_000


def test_pieces_without_what_is_looked_for_are_passed_over(tmp_path: Path) -> None:
    file = tmp_path / "log"
    file.write_bytes(b"a\n" * 1_000_000 + b"needle\n")
    found = list(lines_in(StoredLog(file), holding="needle"))
    assert found[-1] == "needle"
    assert len(found) < 200_000


def test_a_line_that_is_cut_is_not_passed_over(tmp_path: Path) -> None:
    file = tmp_path / "log"
    file.write_bytes(b"before\n" + b"x" * 3 * LONGEST_LINE + b"needle\n" + b"after\n" * 200_000)
    (found,) = (line for line in lines_in(StoredLog(file), holding="needle") if isinstance(line, CutLine))
    assert found == "x" * LONGEST_LINE


def test_what_is_not_text_can_be_looked_for(tmp_path: Path) -> None:
    file = tmp_path / "log"
    file.write_bytes(b"caf\xe9\n")
    assert list(lines_in(StoredLog(file), holding="f\ufffd")) == ["caf\ufffd"]


def test_the_tail_is_the_end_and_no_more(tmp_path: Path) -> None:
    file = tmp_path / "log"
    file.write_bytes(b"x" * 1_000_000 + b"\nlast")
    assert StoredLog(file).tail().endswith(b"x\nlast")
    assert len(StoredLog(file).tail()) == 65536
    assert KeptText("a\nb").tail() == b"a\nb"


def test_a_log_that_is_gone_is_empty(tmp_path: Path) -> None:
    log = StoredLog(tmp_path / "log")
    assert (log.tail(), list(log.blocks())) == (b"", [])
