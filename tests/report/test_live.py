"""What a person sees on a terminal: live lines, then a table."""

import io

import pytest
from rich.console import Console

from socketlab.events import Ready, Released, Started, TimedOut
from socketlab.report.live import MOST_LINES, LiveView, show_table
from tests.records import a_plan, exited
from tests.report.results import FAILED, FAILED_LINES, PASSED, PLAN, READY, UNKNOWN, WARNING, a_result


def console(*, terminal: bool = False) -> tuple[Console, io.StringIO]:
    file = io.StringIO()
    return Console(file=file, width=100, highlight=False, force_terminal=terminal, _environ={}), file


def test_a_result_on_a_terminal_is_a_table_and_then_what_did_not_pass() -> None:
    screen, file = console()
    show_table(a_result(PASSED, FAILED, trouble="no engine", outcome="fail", exit_code=1), screen)
    lines = file.getvalue().splitlines()
    assert [" ".join(line.split()) for line in lines[:3]] == [
        "check seen",
        "pass [bold]own bytes[/bold] 8 of 8",
        "fail all at once see below",
    ]
    assert lines[3:] == [
        *FAILED_LINES,
        "  clients: 7 of 8 clients ended, start skew 1.4ms, took 1.034s",
        "  lab error: no engine",
        "FAIL  test  runs/test/1",
    ]


def test_a_warning_on_a_terminal_is_called_one() -> None:
    screen, file = console()
    show_table(a_result(WARNING), screen)
    assert " ".join(file.getvalue().splitlines()[1].split()) == "warning all at once see below"


def test_a_lab_error_on_a_terminal_leaves_out_the_checks_that_it_left_open() -> None:
    screen, file = console()
    show_table(a_result(PASSED, UNKNOWN, UNKNOWN, trouble="no engine", outcome="inconclusive"), screen)
    text = file.getvalue()
    assert "hosts stay up" not in text
    assert "    2 of 3 checks not answered" in text.splitlines()


def test_a_long_line_on_a_terminal_is_not_torn_so_that_it_can_be_copied() -> None:
    screen, file = console()
    show_table(a_result(FAILED | {"seen": "x" * 300}, folder="runs/" + "y" * 200), screen)
    assert "           seen     " + "x" * 300 in file.getvalue().splitlines()
    assert f"           evidence runs/{'y' * 200}/events.jsonl" in file.getvalue().splitlines()


def test_a_live_run_is_a_line_for_each_host_and_client() -> None:
    screen, file = console()
    with LiveView(PLAN, screen, lambda: 3.0) as view:
        for host in ("clients-1", "clients-2"):
            view(Started(at_s=0.1, host=host, placement="private", address="", gated=True))
            view(Ready(at_s=0.5, host=host, how="gate"))
        view(READY)
        view(Released(at_s=1.0, clients=2, clock=None))
        view(TimedOut(at_s=2.0, host="clients-1"))
        view(exited("clients-2", 1))
    assert [" ".join(line.split()) for line in file.getvalue().splitlines()] == [
        "test [size=5] run testrun1, seed 1",
        "note: the lab is down",
        "server ready",
        "clients-1 timed out 2.00s",
        "clients-2 exited 1 8.00s",
        "running 3.0s",
    ]


@pytest.mark.parametrize(
    ("event", "colour"),
    [
        (exited("clients-1", 0), "\x1b[32mexited 0"),
        (exited("clients-1", 1), "\x1b[31mexited 1"),
        (exited("clients-1", 143, stopped=True), "\x1b[36mstopped"),
        (Ready(at_s=0.5, host="clients-1", how="gate"), "\x1b[36mat the gate"),
    ],
)
def test_a_states_colour_says_how_well_it_is(event: Ready, colour: str) -> None:
    file = io.StringIO()
    screen = Console(file=file, width=100, force_terminal=True, color_system="standard", _environ={})
    with LiveView(PLAN, screen, lambda: 3.0) as view:
        view(event)
    assert colour in file.getvalue()


def test_more_clients_than_a_screen_holds_are_counted() -> None:
    screen, file = console()
    with LiveView(a_plan(clients=MOST_LINES + 9), screen, lambda: 3.0, every=True):
        pass
    lines = [line.strip() for line in file.getvalue().splitlines()]
    assert lines[-2:] == ["and 10 more", "starting  3.0s"]
    assert len(lines) == 1 + MOST_LINES + 2


def test_a_container_that_outlived_its_program_is_shown_with_both_times() -> None:
    screen, file = console(terminal=True)
    with LiveView(a_plan(), screen, lambda: 6.5) as view:
        view(Started(at_s=0.1, host="clients-1", placement="private", address="", gated=True))
        view(Ready(at_s=0.5, host="clients-1", how="gate"))
        view(Released(at_s=1.0, clients=2, clock=None))
        view(exited("clients-1", 1, took_s=2.0, container_s=5.06))
    assert "2.00s (container 5.06s)" in file.getvalue()


def test_a_large_fleet_is_one_line_with_totals_and_a_line_for_each_client_in_trouble() -> None:
    screen, file = console()
    plan = a_plan(clients=100)
    with LiveView(plan, screen, lambda: 3.0, place="[2/7]") as view:
        for number in range(1, 68):
            view(Ready(at_s=0.5, host=f"clients-{number}", how="gate"))
        view(exited("clients-90", 3))
    assert [" ".join(line.split()) for line in file.getvalue().splitlines()] == [
        "[2/7] test run testrun1, seed 1",
        "server planned",
        "clients-90 exited 3 9.00s",
        "clients: 100 clients, 67 at the gate, 32 planned, 1 exited 3",
        "starting 3.0s",
    ]
