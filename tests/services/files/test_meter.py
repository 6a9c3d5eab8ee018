"""How far it is: one line on a terminal, few lines in a pipe if they are wanted, else nothing."""

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from services.files.meter import amount, describe, duration
from tests.services.processes import PATIENCE_S, Running, environment, fetch


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1.0 kB"),
        (99_400, "99.4 kB"),
        (99_600, "100 kB"),
        (999_499, "999 kB"),
        (999_500, "1.0 MB"),
        (64_000_000, "64.0 MB"),
        (2**63, "9.2 EB"),
        (10**22, "10000 EB"),
    ],
)
def test_a_number_of_bytes_has_three_digits_or_so(count: int, text: str) -> None:
    assert amount(count) == text


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0:00"), (0.1, "0:01"), (59.5, "1:00"), (61, "1:01"), (3600, "1:00:00")]
)
def test_a_time_is_told_as_on_a_clock(seconds: float, text: str) -> None:
    assert duration(seconds) == text


def test_what_is_known_is_told_and_nothing_else() -> None:
    assert describe(50, 200, brought=50, seconds=5) == " 25%, 50 B of 200 B, 10 B/s, 0:15 left"
    assert describe(150, 200, brought=50, seconds=5) == " 75%, 150 B of 200 B, 10 B/s, 0:05 left"
    assert describe(50, None, brought=50, seconds=5) == "50 B, 10 B/s"
    assert describe(0, 0, brought=0, seconds=0) == "0 B of 0 B"
    assert describe(100, 200, brought=0, seconds=5) == " 50%, 100 B of 200 B"


def on_a_terminal(server: Running, home: Path, *arguments: str) -> str:
    """Run a client whose standard error is a terminal, and return what is written there."""
    ours, theirs = pty.openpty()
    where = ["-mode", "client", "-host", "127.0.0.1", "-port", str(server.port)]
    command = [sys.executable, "-m", "services.files.getfile", *where, *arguments]
    with subprocess.Popen(
        command, cwd=home, env=environment(), stderr=theirs, stdout=subprocess.DEVNULL
    ) as process:
        os.close(theirs)
        text = b""
        try:
            while piece := os.read(ours, 1000):
                text += piece
        except OSError:  # the terminal has nobody left at its other end
            pass
        os.close(ours)
        process.wait(PATIENCE_S)
    return text.decode()


def test_a_terminal_has_one_line_that_is_written_over(server: Running, tmp_path: Path, home: Path) -> None:
    (tmp_path / "large.bin").write_bytes(bytes(30_000_000))
    text = on_a_terminal(server, home, "-file", "large.bin")
    assert text.endswith("\r\n")
    assert text.count("\n") == 1
    *_, last = text.rstrip().split("\r\x1b[K")
    assert re.fullmatch(r"100%, 30\.0 MB of 30\.0 MB, \S+ [kMG]B/s, 0:00 left", last)


def test_a_terminal_where_it_is_not_wanted_stays_empty(server: Running, tmp_path: Path, home: Path) -> None:
    (tmp_path / "a.txt").write_text("content")
    assert on_a_terminal(server, home, "-file", "a.txt", "-progress", "never") == ""


def test_a_complaint_has_a_line_of_its_own(server: Running, tmp_path: Path, home: Path) -> None:
    (tmp_path / "a.txt").write_text("content")
    text = on_a_terminal(server, home, "-file", "a.txt", "-output", "/dev/full")
    assert text.splitlines()[-1] == "getfile: cannot write the file: no space left on device"


def test_a_pipe_has_lines_if_they_are_wanted_and_else_none(
    server: Running, tmp_path: Path, home: Path
) -> None:
    (tmp_path / "large.bin").write_bytes(bytes(30_000_000))
    for when in [], ["-progress", "never"], ["-progress", "auto"]:
        assert fetch(server, home, "large.bin", *when).stderr == ""
    lines = fetch(server, home, "large.bin", "-progress", "always").stderr.splitlines()
    assert 1 <= len(lines) <= 10
    assert "\r" not in "".join(lines)
    assert lines[-1].startswith("100%, 30.0 MB of 30.0 MB, ")
