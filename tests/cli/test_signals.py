"""INT, TERM and HUP at any moment of a command: the interrupted status, one line, no traceback."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.asking import NO_ENGINE, ROOT

pytestmark = pytest.mark.processes

NUMBERS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
WAITING = """
import sys
from socketlab.spec import catalog
def wait(*_):
    print("waiting", flush=True)
    while True:
        sys.stdin.read(1)
catalog.find = wait
from socketlab.__main__ import main
main()
"""


def start(folder: Path, *arguments: str, first: tuple[str, ...] = ()) -> subprocess.Popen[str]:
    """Without coverage, which saves its figures in the handler that ends the process, and may wait there."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    return subprocess.Popen(
        [*first, sys.executable, *arguments],
        cwd=folder,
        env={**plain, "PYTHONPATH": str(ROOT), **NO_ENGINE},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def catches(process: subprocess.Popen[str], number: int) -> bool:
    """Source: proc(5), SigCgt of /proc/[pid]/status."""
    try:
        status = Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8")
    except OSError:
        return False
    (mask,) = (line.split()[1] for line in status.splitlines() if line.startswith("SigCgt"))
    return bool(int(mask, 16) >> (number - 1) & 1)


@pytest.mark.parametrize("number", NUMBERS)
def test_a_command_at_work_is_interrupted(tmp_path: Path, number: int) -> None:
    (tmp_path / "waiting.py").write_text(WAITING, encoding="utf-8")
    process = start(tmp_path, "waiting.py", "validate", "x")
    assert process.stdout is not None
    assert process.stdout.readline() == "waiting\n"
    process.send_signal(number)
    out, err = process.communicate(timeout=20)
    assert (process.returncode, out, err) == (2, "", "error: interrupted\n")


@pytest.mark.parametrize("number", NUMBERS)
def test_a_command_that_is_still_loading_is_interrupted(tmp_path: Path, number: int) -> None:
    statuses = set()
    for delay_s in (0, 0.01, 0.02, 0.04, 0.06, 0.09, 0.13, 0.2):
        process = start(tmp_path, "-m", "scenarios", "list")
        while not catches(process, signal.SIGHUP) and process.poll() is None:
            time.sleep(0.001)
        time.sleep(delay_s)
        process.send_signal(number)
        _, err = process.communicate(timeout=20)
        statuses.add(process.returncode)
        assert err == ("error: interrupted\n" if process.returncode else "")
    assert statuses <= {0, 2}
    assert 2 in statuses


def test_under_nohup_a_hang_up_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "waiting.py").write_text(WAITING, encoding="utf-8")
    process = start(tmp_path, "waiting.py", "validate", "x", first=("nohup",))
    assert process.stdout is not None
    assert process.stdout.readline() == "waiting\n"
    process.send_signal(signal.SIGHUP)
    time.sleep(0.2)
    assert process.poll() is None
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=20)
    assert process.returncode == 2
