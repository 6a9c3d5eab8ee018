"""The timer interrupts its own process and no other one."""

from __future__ import annotations

import subprocess
import sys

from tests.services.processes import environment


def output_of(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", f"from services.lab import wakeups; wakeups.wake_regularly()\n{code}"],
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
        timeout=20,
    )
    return done.stdout


def test_a_child_does_not_inherit_the_timer() -> None:
    code = """
import os, signal
pid = os.fork()
if pid == 0:
    print(signal.getitimer(signal.ITIMER_REAL), flush=True)
    os._exit(0)
os.waitpid(pid, 0)
"""
    assert output_of(code) == "(0.0, 0.0)\n"


def test_a_program_that_is_started_outlives_several_ticks() -> None:
    code = "import subprocess; print(subprocess.run(['sleep', '0.8']).returncode)"
    assert output_of(code) == "0\n"


def test_a_sleep_takes_as_long_as_without_the_timer() -> None:
    code = "import time; began = time.monotonic(); time.sleep(0.8); print(time.monotonic() - began >= 0.8)"
    assert output_of(code) == "True\n"


def test_it_can_be_ended() -> None:
    code = "import signal; wakeups.stop_waking(); print(signal.getitimer(signal.ITIMER_REAL))"
    assert output_of(code) == "(0.0, 0.0)\n"


def test_the_end_of_the_program_is_not_cut_short_by_a_tick() -> None:
    # Python takes its handlers back before the last objects go; here one of them takes several ticks to go.
    code = """
import sys, time
class Slow:
    def __del__(self, sleep=time.sleep):
        sleep(0.8)
sys.slow = Slow()
"""
    assert output_of(code) == ""
