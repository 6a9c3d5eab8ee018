"""What the gate reads of the kernel's figures."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from services.lab.processors import Processors, machine_used, waited


def test_a_process_that_works_has_used_what_the_machine_has_used() -> None:
    had = Processors()
    had.prepare()
    had.begin()
    began = time.process_time()
    while time.process_time() < began + 0.1:
        pass
    figures = had.figures()
    assert 0.1 <= figures["used"] < 1
    assert figures["machine_used"] >= figures["used"] - 0.03
    assert figures["waited"] >= 0


def test_a_process_that_is_gone_has_not_waited() -> None:
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
    assert waited(child) == 0


def test_a_process_that_ended_can_still_be_asked() -> None:
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)
    had = Processors()
    had.prepare()
    had.begin()
    before = had.figures()["waited"]
    had.add(child)
    assert had.figures()["waited"] >= before + waited(child) - 1e-6
    os.waitpid(child, 0)


@pytest.mark.parametrize("stat", [None, "", "cpu 1 2 3\n", "cpu a b c d e f g h\n"])
def test_there_are_no_figures_where_the_kernel_does_not_count(tmp_path: Path, stat: str | None) -> None:
    if stat is not None:
        (tmp_path / "self").mkdir()
        (tmp_path / "self" / "schedstat").write_text("1 2 3\n")
        (tmp_path / "stat").write_text(stat)
    had = Processors(str(tmp_path))
    had.prepare()
    had.begin()
    assert had.figures() == {}
    assert waited(os.getpid(), str(tmp_path)) == 0


def test_the_machines_time_only_grows() -> None:
    first, second = machine_used(), machine_used()
    assert first is not None
    assert second is not None
    assert 0 < first <= second
