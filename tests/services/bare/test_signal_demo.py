"""The classic signal demo and its robust twin say the same of the same signals."""

from __future__ import annotations

import re
import signal
import subprocess
import sys

import pytest

from tests.services.processes import ROOT, environment
from tests.services.variants import CTIME


@pytest.mark.parametrize("number", [signal.SIGUSR1, signal.SIGUSR2, signal.SIGHUP])
def test_both_report_each_signal_and_go_on_waiting(number: int) -> None:
    bare = [str(ROOT / "services" / "bare" / "signal_demo.py"), str(int(number))]
    robust = ["-m", "services.servers.signal_demo", str(int(number))]
    for command in (bare, robust):
        with subprocess.Popen(
            [sys.executable, "-u", *command], env=environment(), stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout
            if command is robust:
                process.stdout.readline()
            else:
                wait_for_handler(process.pid, number)
            for _ in range(2):
                process.send_signal(number)
                assert re.fullmatch(rf"Got signal {int(number)} at {CTIME}\n", process.stdout.readline())
            assert process.poll() is None
            process.kill()


def wait_for_handler(pid: int, number: int) -> None:
    from pathlib import Path

    from tests.services.processes import wait_until

    def caught() -> bool:
        status = Path(f"/proc/{pid}/status").read_text()
        mask = re.search(r"SigCgt:\s+([0-9a-f]+)", status)
        return bool(mask and int(mask[1], 16) >> (number - 1) & 1)

    wait_until(caught, "the program catches the signal")
