"""The Python programs that scenarios put on their hosts, each against a real server."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.services.conftest import home, start
from tests.services.processes import PATIENCE_S, ROOT, Start, environment

pytestmark = pytest.mark.processes

__all__ = ["home", "start"]

PROGRAMS = ROOT / "scenarios" / "programs"


def play(program: str, *arguments: str, cwd: Path, **changes: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(PROGRAMS / program), *arguments],
        cwd=cwd,
        env=environment(**changes),
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )


def test_clocks_that_agree_are_no_minute_apart(start: Start, tmp_path: Path) -> None:
    server = start("servers.thread_server", "--work-seconds", "0")
    done = play("compare_clocks.py", "127.0.0.1", str(server.port), cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "the server is 0 minutes ahead\n")


def test_a_reply_without_a_time_is_an_error(start: Start, tmp_path: Path) -> None:
    server = start("servers.echo_server")
    done = play("compare_clocks.py", "127.0.0.1", str(server.port), cwd=tmp_path)
    assert done.returncode == 1
    assert "ValueError: no time in 'Echo=>what time is it?'" in done.stderr


def test_a_loop_that_stops_listening_is_noticed_by_the_client_that_never_reads(
    start: Start, tmp_path: Path
) -> None:
    server = start("servers.select_server", ready=2)
    done = play("never_reads.py", "127.0.0.1", str(server.port), cwd=tmp_path)
    assert done.returncode == 0
    assert re.fullmatch(r"(the server listens no more after [1-9]\d+ bytes\n)+", done.stdout)


def test_the_last_that_is_heard_of_a_server_is_its_reply_or_its_end(start: Start, tmp_path: Path) -> None:
    server = start("servers.echo_server")
    done = play("last_words.py", "127.0.0.1", str(server.port), cwd=tmp_path)
    assert done.stdout == "the last that was heard: b'Echo=>until death'\n"


def test_the_pausing_client_goes_on_once_its_server_has_gone(
    start: Start, tmp_path: Path, home: Path
) -> None:
    (tmp_path / "big.bin").write_bytes(bytes(64_000_000))
    server = start("files.getfile", "-mode", "server", "-root", str(tmp_path))
    arguments = ["-port", str(server.port), "-mode", "client", "-file", "big.bin", "-host", "127.0.0.1"]
    own = environment(SOCKETLAB_PORT=str(server.port))
    with subprocess.Popen(
        [sys.executable, str(PROGRAMS / "pausing_getfile.py"), *arguments],
        cwd=home,
        env=own,
        stderr=subprocess.PIPE,
        text=True,
    ) as client:
        server.wait_for_event("connect", 2)  # the second connection asks whether the server is still there
        server.process.kill()
        _, err = client.communicate(timeout=PATIENCE_S)
    assert client.returncode == 1
    assert re.search(r"broke off after [1-9]\d* of 64000000 bytes: connection reset by peer\n", err)
    assert list(home.iterdir()) == []
