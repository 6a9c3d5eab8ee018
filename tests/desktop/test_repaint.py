"""The window lives while it downloads: what was covered is painted again within a tenth of a second.

How it is measured is told in ``inside.py``: a window of one colour is laid over all of the window and taken
away, and the pixels are read back until all of it is painted again. That way leads through the X server and
the window's own event loop, and a test below shows that a window whose loop stands still does not pass.
"""

from __future__ import annotations

import signal
import statistics

import pytest

from tests.desktop.desk import Desk

pytestmark = [pytest.mark.docker, pytest.mark.usefixtures("server")]

LIMIT_MS = 100
ATTEMPTS = 3
WINDOWS = [
    ("getfile_gui", "getfilegui"),
    ("getfile_gui_2", "getfilegui-2"),
    ("getfile_gui_1", "getfilegui-1"),
]


def repaint_times(desk: Desk, module: str, title: str) -> list[float]:
    """Download 256 MB, and return how many milliseconds each repaint meanwhile took."""
    window = desk.open(module, title, "--server", "server", "--file", "large.bin")
    probe = desk.probe(title)
    window.press("Return")
    window.wait("plain", "connecting")
    probe.go()
    window.wait("good", timeout_s=60)
    clocks = [event["clock"] for event in window.events() if event["state"] in {"plain", "good"}]
    samples = [sample for sample in probe.result() if clocks[0] <= sample["clock"] <= clocks[-1]]
    assert all(sample["covered"] for sample in samples)
    times = [round(sample["took"] * 1000, 1) for sample in samples]
    told = f"median {statistics.median(times)} ms, longest {max(times)} ms"
    print(f"{title}: {len(times)} repaints in {clocks[-1] - clocks[0]:.2f} s, {told}")
    desk.tidy()
    return times


@pytest.mark.parametrize(("module", "title"), WINDOWS)
def test_each_repaint_during_256_megabytes_takes_less_than_a_tenth_of_a_second(
    desk: Desk, module: str, title: str
) -> None:
    """A machine that is busy with something else is no fault of the window: it has three attempts."""
    attempts = []
    while not attempts or (max(attempts[-1]) >= LIMIT_MS and len(attempts) < ATTEMPTS):
        attempts.append(repaint_times(desk, module, title))
    assert len(attempts[-1]) >= 5
    assert max(attempts[-1]) < LIMIT_MS, attempts


def test_a_window_whose_event_loop_stands_still_is_found_out(desk: Desk) -> None:
    window = desk.open("getfile_gui", "getfilegui")
    pid = desk.pid_of("services.windows.getfile_gui")
    probe = desk.probe("getfilegui")
    desk.signal(pid, signal.SIGSTOP)
    probe.go()
    assert [sample["done"] for sample in probe.result()] == [False]
    desk.signal(pid, signal.SIGCONT)
    window.press("Escape")
    assert window.status() == 0
