"""What is inside the served folder is opened, what is outside never is, however it is called."""

import contextlib
import os
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.files.served_root import RefusedError, ServedRoot

INSIDE = {
    b"a.txt": b"inside a",
    b"folder/b.txt": b"inside b",
    b"folder/deep/c.txt": b"inside c",
    b"...": b"inside",
}
SECRET = b"canary"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder beside a secret, with much in it that leads there or is no file."""
    above = tmp_path_factory.mktemp("above")
    (above / "secret.txt").write_bytes(SECRET)
    folder = above / "srv"
    (folder / "folder/deep").mkdir(parents=True)
    for name, content in INSIDE.items():
        (folder / os.fsdecode(name)).write_bytes(content)
    for name, target in {
        "link": above / "secret.txt",
        "dangling": above / "none",
        "tunnel": above,
        "up": "..",
        "inside": "folder/b.txt",
        "folder/loop": "loop",
        "folder/slash": "/",
    }.items():
        (folder / name).symlink_to(target)
    os.mkfifo(folder / "fifo")
    with socket.socket(socket.AF_UNIX) as unix, contextlib.chdir(folder):
        unix.bind("socket")
    return folder


@pytest.fixture(scope="module")
def root(folder: Path) -> Iterator[ServedRoot]:
    root = ServedRoot(str(folder))
    yield root
    os.close(root.descriptor)


def read(root: ServedRoot, name: bytes) -> bytes:
    descriptor = root.open_file(name)
    try:
        return os.read(descriptor, 1000)
    finally:
        os.close(descriptor)


def refusal(root: ServedRoot, name: bytes) -> str:
    with pytest.raises(RefusedError) as raised:
        read(root, name)
    return str(raised.value)


@pytest.mark.parametrize("name", [*INSIDE, b"./a.txt", b"folder//b.txt", b".//folder/./deep///./c.txt"])
def test_a_file_of_the_folder_is_opened_by_any_spelling_that_stays_inside(
    root: ServedRoot, name: bytes
) -> None:
    assert read(root, name) == INSIDE[os.path.normpath(name)]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        (b"", "the name is empty"),
        (b"..", '".." is not served'),
        (b"../secret.txt", '".." is not served'),
        (b"folder/../a.txt", '".." is not served'),
        (b"none/../../secret.txt", '".." is not served'),
        (b"a.txt/..", '".." is not served'),
        (b"/", "absolute paths are not served"),
        (b"/etc/passwd", "absolute paths are not served"),
        (b"//etc/passwd", "absolute paths are not served"),
        (b"link", "symbolic links are not followed"),
        (b"dangling", "symbolic links are not followed"),
        (b"inside", "symbolic links are not followed"),
        (b"tunnel/secret.txt", "symbolic links are not followed"),
        (b"up/secret.txt", "symbolic links are not followed"),
        (b"folder/loop", "symbolic links are not followed"),
        (b"folder/slash/etc/passwd", "symbolic links are not followed"),
        (b"folder", "it is a directory, not a regular file"),
        (b".", "it is a directory, not a regular file"),
        (b"a.txt/", "it is a directory, not a regular file"),
        (b"folder/.", "it is a directory, not a regular file"),
        (b"fifo", "it is a FIFO, not a regular file"),
        (b"socket", "it is a socket, not a regular file"),
        (b"a.txt/b", "not a directory"),
        (b"missing", "no such file or directory"),
        (b"missing/a.txt", "no such file or directory"),
        (b"a.txt\0", "no file has such a name"),
        (b"\0", "no file has such a name"),
        (b"x" * 256, "file name too long"),
        (b"x/" * 2047 + b"xx", "file name too long"),
        (b"..\\secret.txt", "no such file or directory"),
        (b"%2e%2e/secret.txt", "no such file or directory"),
        ("\uff0e\uff0e/secret.txt".encode(), "no such file or directory"),
        (b"\xc0\xae\xc0\xae/secret.txt", "no such file or directory"),
    ],
)
def test_everything_else_is_refused_with_its_reason(root: ServedRoot, name: bytes, reason: str) -> None:
    assert refusal(root, name) == reason


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def test_a_device_is_refused() -> None:
    root = ServedRoot("/dev")
    assert refusal(root, b"zero") == "it is a device, not a regular file"
    os.close(root.descriptor)


def test_a_look_at_a_fifo_does_not_let_its_writer_go_on(root: ServedRoot, folder: Path) -> None:
    refusal(root, b"fifo")
    with pytest.raises(OSError, match="No such device or address"):  # nobody reads
        os.open(folder / "fifo", os.O_WRONLY | os.O_NONBLOCK)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret").touch(mode=0o000)
    root = ServedRoot(str(tmp_path))
    assert refusal(root, b"secret") == "permission denied"
    os.close(root.descriptor)


def test_the_folder_stays_the_one_that_was_named(tmp_path: Path) -> None:
    (tmp_path / "srv").mkdir()
    (tmp_path / "srv/a.txt").write_bytes(b"first")
    root = ServedRoot(str(tmp_path / "srv"))
    (tmp_path / "srv").rename(tmp_path / "elsewhere")
    (tmp_path / "srv").symlink_to("/etc")
    assert read(root, b"a.txt") == b"first"
    assert refusal(root, b"passwd") == "no such file or directory"
    os.close(root.descriptor)


def test_anywhere_means_anything_that_may_be_read_and_still_only_files(folder: Path) -> None:
    root = ServedRoot(str(folder), anywhere=True)
    for name in (b"../secret.txt", b"link", b"tunnel/secret.txt", os.fsencode(folder.parent / "secret.txt")):
        assert read(root, name) == SECRET
    assert read(root, b"a.txt") == INSIDE[b"a.txt"]
    assert refusal(root, b"/dev/zero") == "it is a device, not a regular file"
    assert refusal(root, b"fifo") == "it is a FIFO, not a regular file"
    assert refusal(root, b"folder/loop") == "too many levels of symbolic links"
    os.close(root.descriptor)


WORDS = b".. . a.txt folder deep b.txt link tunnel up inside loop root fifo socket secret.txt srv etc ... ~"
PARTS = st.sampled_from([*WORDS.split(), b"", b"\0", b"\xff", b"x" * 300])
SPELLINGS = st.lists(PARTS, max_size=12).map(b"/".join) | st.binary(max_size=60)


REASONS = {
    b"the name is empty",
    b'".." is not served',
    b"absolute paths are not served",
    b"symbolic links are not followed",
    b"it is a directory, not a regular file",
    b"it is a FIFO, not a regular file",
    b"it is a socket, not a regular file",
    b"not a directory",
    b"no such file or directory",
    b"no file has such a name",
    b"file name too long",
}


@settings(max_examples=1000, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(SPELLINGS)
def test_no_name_at_all_leads_out(root: ServedRoot, name: bytes) -> None:
    before = open_files()
    try:
        content = read(root, name)
    except RefusedError as error:
        content = str(error).encode()
    assert content in {INSIDE.get(os.path.normpath(name)), *REASONS}
    assert open_files() == before


def test_a_folder_that_becomes_a_link_while_it_is_walked_leads_nowhere(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_bytes(SECRET)
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/a.txt").write_bytes(SECRET)
    srv = tmp_path / "srv"
    (srv / "real").mkdir(parents=True)
    (srv / "real/a.txt").write_bytes(b"inside")
    (srv / "bait").symlink_to(tmp_path / "outside")
    root, over = ServedRoot(str(srv)), threading.Event()

    def swap() -> None:
        """Exchange the folder and the link, over and over."""
        while not over.is_set():
            (srv / "real").rename(srv / "aside")
            (srv / "bait").rename(srv / "real")
            (srv / "real").rename(srv / "bait")
            (srv / "aside").rename(srv / "real")

    thread = threading.Thread(target=swap)
    thread.start()
    seen = set()
    try:
        for _ in range(20_000):
            try:
                seen.add(read(root, b"real/a.txt"))
            except RefusedError as error:
                seen.add(str(error).encode())
    finally:
        over.set()
        thread.join()
        os.close(root.descriptor)
    assert seen <= {b"inside", b"symbolic links are not followed", b"no such file or directory"}
    assert {b"inside", b"symbolic links are not followed"} <= seen, "else nothing was tried"
