"""A digest is right, and a large file is read for it once, until it changes."""

import hashlib
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.files.digests import Digests
from services.files.served_root import RefusedError

SIZE = 5_000_000


@pytest.fixture
def large(tmp_path: Path) -> Iterator[int]:
    """Return the descriptor of a file that is well worth remembering."""
    (tmp_path / "large.bin").write_bytes(os.urandom(SIZE))
    descriptor = os.open(tmp_path / "large.bin", os.O_RDWR)
    yield descriptor
    os.close(descriptor)


def bytes_read() -> int:
    """Return how many bytes this process has read so far. Source: proc(5), /proc/[pid]/io."""
    return int(Path("/proc/self/io").read_text().split()[1])


def right(descriptor: int) -> tuple[int, str]:
    content = os.pread(descriptor, 10 * SIZE, 0)
    return len(content), hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize("content", [b"", b"x", b"x" * 65_536, b"x" * 65_537, b"x" * 3_000_000])
def test_size_and_digest_are_those_of_the_file(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a").write_bytes(content)
    descriptor = os.open(tmp_path / "a", os.O_RDONLY)
    for settled_s in 0, 3600:
        digests = Digests(settled_s=settled_s)
        for _ in range(2):
            assert digests.of(descriptor) == (len(content), hashlib.sha256(content).hexdigest())
    os.close(descriptor)


def test_a_large_file_is_read_once(large: int) -> None:
    digests = Digests(settled_s=0)
    first, before = digests.of(large), bytes_read()
    assert digests.of(large) == first
    assert bytes_read() - before < 100_000


def test_a_file_that_changed_just_now_is_read_each_time(large: int) -> None:
    digests = Digests()
    digests.of(large)
    before = bytes_read()
    digests.of(large)
    assert bytes_read() - before >= SIZE


def test_a_file_that_changes_is_read_again(large: int) -> None:
    digests = Digests(settled_s=0)
    digests.of(large)
    status = os.fstat(large)
    os.pwrite(large, b"changed", SIZE // 2)
    os.utime(large, ns=(status.st_atime_ns, status.st_mtime_ns))  # as if nothing had been
    assert digests.of(large) == right(large)


def test_many_who_ask_at_once_have_it_read_once(large: int) -> None:
    digests, before = Digests(settled_s=0), bytes_read()
    threads = [threading.Thread(target=digests.of, args=(large,)) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert bytes_read() - before < 2 * SIZE


def test_so_many_are_known_and_no_more(tmp_path: Path) -> None:
    digests, descriptors = Digests(most=2, settled_s=0), []
    for number in range(4):
        (tmp_path / str(number)).write_bytes(bytes(100_000))
        descriptors.append(os.open(tmp_path / str(number), os.O_RDONLY))
        digests.of(descriptors[0])
        digests.of(descriptors[-1])
    assert {key[1] for key in digests.known} == {os.fstat(descriptors[each]).st_ino for each in (0, 3)}
    for descriptor in descriptors:
        os.close(descriptor)


def test_a_file_that_claims_to_be_empty_and_is_not_is_refused() -> None:
    descriptor = os.open("/proc/self/status", os.O_RDONLY)
    with pytest.raises(RefusedError, match="the file is not as long as it claims"):
        Digests().of(descriptor)
    os.close(descriptor)
