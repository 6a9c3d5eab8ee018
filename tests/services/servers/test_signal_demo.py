"""A program that waits for a signal."""

import os
import re
import signal

import pytest

from tests.services.processes import Running, Start, run
from tests.services.variants import CTIME


def start_demo(start: Start, name: str) -> Running:
    demo = start("servers.signal_demo", name, ready=0)
    number = signal.Signals[f"SIG{name}"].value
    assert demo.line() == f"signal-demo ready for signal {number} as process {demo.pid}"
    return demo


def test_each_signal_is_told_of_and_waited_for_again(start: Start) -> None:
    demo = start_demo(start, "USR1")
    for _ in range(3):
        os.kill(demo.pid, signal.SIGUSR1)
        assert re.fullmatch(rf"Got signal {signal.SIGUSR1} at {CTIME}", demo.line())
    ready, *caught = demo.events()
    assert (ready["event"], ready["signal"], ready["pid"]) == ("ready", signal.SIGUSR1, demo.pid)
    assert [(event["event"], event["signal"]) for event in caught] == [("signal", signal.SIGUSR1)] * 3
    assert demo.process.poll() is None


def test_sigchld_needs_no_re_arming_and_the_demo_says_so(start: Start) -> None:
    demo = start_demo(start, "CHLD")
    for _ in range(2):
        os.kill(demo.pid, signal.SIGCHLD)
        assert re.fullmatch(rf"Got signal {signal.SIGCHLD} at {CTIME}", demo.line())
        assert demo.line() == "sigchld caught"
        assert "no re-arming" in demo.line()


def test_a_storm_of_signals_does_not_end_it_and_no_line_is_torn(start: Start) -> None:
    demo = start_demo(start, "USR1")
    for _ in range(5000):
        os.kill(demo.pid, signal.SIGUSR1)
    demo.wait_for_event("signal")
    assert demo.stop()[0] == 0
    lines = demo.lines()[1:]
    assert lines
    assert all(re.fullmatch(rf"Got signal {signal.SIGUSR1} at {CTIME}", line) for line in lines)
    assert len(lines) in {len(demo.events("signal")), len(demo.events("signal")) - 1}
    assert demo.stderr == ""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_another_signal_ends_it_at_once(start: Start, number: int) -> None:
    demo = start_demo(start, "USR2")
    status, seconds = demo.stop(number)
    assert (status, demo.stderr) == (0, "")
    assert seconds < 1


def test_what_it_waits_for_does_not_end_it_not_even_term(start: Start) -> None:
    demo = start_demo(start, "TERM")
    os.kill(demo.pid, signal.SIGTERM)
    assert demo.line().startswith(f"Got signal {signal.SIGTERM} at ")
    assert demo.stop(signal.SIGINT)[0] == 0


def test_kill_ends_it_without_a_word(start: Start) -> None:
    demo = start_demo(start, "USR1")
    assert demo.stop(signal.SIGKILL)[0] == -signal.SIGKILL
    assert len(demo.lines()) == 1


@pytest.mark.parametrize("text", ["10", "USR1", "sigusr1"])
def test_a_signal_goes_by_number_or_name(start: Start, text: str) -> None:
    demo = start("servers.signal_demo", text, ready=0)
    assert f"ready for signal {signal.SIGUSR1} " in demo.line()


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        ("0", "is not a signal"),
        ("65", "is not a signal"),
        ("HELLO", "is not a signal"),
        ("", "is not a signal"),
        ("9", "cannot be caught"),
        ("STOP", "cannot be caught"),
    ],
)
def test_what_cannot_be_waited_for_is_one_clear_line_and_status_2(text: str, trouble: str) -> None:
    result = run("servers.signal_demo", text)
    assert result.returncode == 2
    last = result.stderr.splitlines()[-1]
    assert last.startswith(f'signal-demo: error: argument N: "{text}" {trouble}')
