"""Who plays a run, and whether that process still lives."""

from __future__ import annotations

import subprocess
import sys

import pytest

from socketlab.runtimes.owner import is_alive, this_process


def test_this_process_is_alive() -> None:
    assert is_alive(this_process())


def test_another_process_of_the_same_number_is_not_the_one() -> None:
    machine_and_pid, _, start = this_process().rpartition(":")
    assert not is_alive(f"{machine_and_pid}:{int(start) + 1}")


@pytest.mark.processes
def test_a_process_that_ended_is_dead() -> None:
    script = "from socketlab.runtimes.owner import this_process; print(this_process())"
    gone = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert not is_alive(gone.stdout.strip())


def test_a_process_of_another_machine_counts_as_alive() -> None:
    assert is_alive("elsewhere:1:1")


@pytest.mark.parametrize("owner", ["", "x", "a:b:c", "::"])
def test_a_text_that_names_no_process_names_none_that_lives(owner: str) -> None:
    assert not is_alive(owner)
