"""The classic file server and client, each with its robust twin at the other end."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.services.processes import PATIENCE_S, ROOT, Start, environment, fetch, fresh_pair, wait_until

BARE = str(ROOT / "services" / "bare" / "getfile.py")
CONTENTS = {"empty": b"", "a byte": b"\0", "every byte": bytes(range(256)) * 5000, "text": b"a\r\nb\n"}


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    """Serve the test's folder with the classic server."""
    port = fresh_pair()
    command = [sys.executable, BARE, "server", str(port)]
    with subprocess.Popen(command, cwd=tmp_path, env=environment(), stdout=subprocess.DEVNULL) as process:
        rows = Path("/proc/net/tcp")
        wait_until(lambda: f":{port:04X} 00000000:0000 0A" in rows.read_text(), "the server listens")
        yield port
        process.kill()


def classic_fetch(port: int, file: str, home: Path) -> bytes:
    command = [sys.executable, BARE, "client", str(port), "127.0.0.1", file]
    done = subprocess.run(
        command, cwd=home, env=environment(), capture_output=True, check=True, timeout=PATIENCE_S
    )
    assert done.stdout == f"Client got {file}\n".encode()
    return (home / file).read_bytes()


@pytest.mark.parametrize("name", CONTENTS)
def test_the_old_client_gets_the_same_from_either_server(
    name: str, port: int, start: Start, tmp_path: Path, home: Path
) -> None:
    (tmp_path / "file.bin").write_bytes(CONTENTS[name])
    robust = start("files.getfile", "-mode", "server")
    assert classic_fetch(port, "file.bin", home) == CONTENTS[name]
    assert classic_fetch(robust.port, "file.bin", home) == CONTENTS[name]


def test_a_missing_file_is_an_empty_one_to_the_old_client_at_either_server(
    port: int, start: Start, home: Path
) -> None:
    robust = start("files.getfile", "-mode", "server")
    assert classic_fetch(port, "none.bin", home) == classic_fetch(robust.port, "none.bin", home) == b""


def test_the_new_client_gets_a_file_from_the_old_server_and_says_that_it_is_not_verified(
    port: int, start: Start, tmp_path: Path, home: Path
) -> None:
    content = CONTENTS["every byte"]
    (tmp_path / "file.bin").write_bytes(content)
    old = start("files.getfile", "-mode", "server")  # its place is taken by the classic one
    old.ports = [port]
    done = fetch(old, home, "file.bin")
    assert (done.returncode, (home / "file.bin").read_bytes()) == (0, content)
    assert "nothing could be verified" in done.stderr
