"""Text files: what is read, and what is refused without waiting for it."""

import os
import socket
import threading
from pathlib import Path

import pytest

from socketlab.errors import InvalidInput
from socketlab.language.textfiles import LARGEST_TEXT, read_text


def refusal(file: Path) -> str:
    with pytest.raises(InvalidInput) as raised:
        read_text(file, shown_as="f", piped=True)
    return str(raised.value)


def test_a_regular_file_is_read_up_to_its_largest_size(tmp_path: Path) -> None:
    file = tmp_path / "f"
    file.write_bytes(b"x" * LARGEST_TEXT)
    assert len(read_text(file, shown_as="f")) == LARGEST_TEXT
    file.write_bytes(b"x" * (LARGEST_TEXT + 1))
    assert refusal(file) == 'cannot read "f": more than 4 MiB'


def test_line_ends_and_characters_stay_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes("a\r\né\r".encode())
    assert read_text(tmp_path / "f", shown_as="f") == "a\r\né\r"


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        ("/dev/zero", "is a device, not a regular file"),
        ("/", "is a directory"),
        ("/no/such", "no such file or directory"),
        ("a\0b", "no file can have this name"),
    ],
)
def test_what_is_not_a_file_is_refused_by_its_kind(file: str, reason: str) -> None:
    assert refusal(Path(file)) == f'cannot read "f": {reason}'


def test_a_socket_is_refused(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "s"))
        assert refusal(tmp_path / "s") == 'cannot read "f": no such device or address'


def test_a_fifo_without_a_writer_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    with pytest.raises(InvalidInput, match="is a FIFO, not a regular file"):
        read_text(tmp_path / "fifo", shown_as="f")


def test_a_pipe_is_read_to_its_end_where_it_may_be_one() -> None:
    reading, writing = os.pipe()

    def write() -> None:
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(b"a: 1\n" * 20_000)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        assert read_text(Path(f"/dev/fd/{reading}"), shown_as="f", piped=True) == "a: 1\n" * 20_000
    finally:
        os.close(reading)
        writer.join()


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ("a: 1\ntitle: Größe".encode("latin-1"), "byte 10 of line 2"),
        ("a: 1".encode("utf-16"), "byte 1 of line 1"),
    ],
)
def test_text_of_another_encoding_is_refused_with_its_place(
    tmp_path: Path, content: bytes, place: str
) -> None:
    (tmp_path / "f").write_bytes(content)
    assert refusal(tmp_path / "f") == f'cannot read "f": not UTF-8 text ({place}; save it as UTF-8)'
