"""What a person sees: plain lines in a pipe, live lines and a table on a terminal."""

import io
from dataclasses import replace

import pytest
from rich.console import Console

from socketlab.events import FileSeen, Ready, Released, Started, TimedOut
from socketlab.report.live import MOST_LINES, LiveView, show_table
from socketlab.report.plain import PlainView, QuietView, show_result, show_summary
from tests.records import a_plan, exited
from tests.report.results import FAILED, PASSED, UNKNOWN, a_result

PLAN = replace(a_plan(), cell={"size": "5"}, notes=("the lab is down",))
READY = Ready(at_s=0.512, host="server", how="journal")


def test_a_run_in_a_pipe_is_a_line_for_each_event_that_is_worth_one(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with PlainView(PLAN) as view:
        view(READY)
        view(FileSeen(at_s=0.6, host="server", path="/a"))
        view(exited("clients-1"))
    assert capsys.readouterr().out.splitlines() == [
        "== test [size=5] (run testrun1, seed 1)",
        "   note: the lab is down",
        "   0.512s  server ready (journal)",
        "   9.000s  clients-1 exited 0",
    ]


def test_a_run_of_which_only_the_result_is_wanted_shows_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with QuietView() as view:
        view(READY)
    assert capsys.readouterr().out == ""


FAILED_LINES = [
    "  fail     all at once (test.yaml:9:5)",
    "           expected at most 2s",
    "           seen     8.012s",
    "           evidence runs/test/1/events.jsonl",
    "           evidence runs/test/1/logs/clients-1.stdout.log",
]


def test_a_result_in_a_pipe_shows_once_what_did_not_pass_and_where_to_look(
    capsys: pytest.CaptureFixture[str],
) -> None:
    show_result(a_result(PASSED, FAILED, UNKNOWN, outcome="fail", exit_code=1))
    assert capsys.readouterr().out.splitlines() == [
        "  pass     [bold]own bytes[/bold]: 8 of 8",
        *FAILED_LINES,
        "  unknown  hosts stay up",
        "           expected at most 2s",
        "           seen     ?",
        "           evidence runs/test/1/events.jsonl",
        "           evidence runs/test/1/logs/clients-1.stdout.log",
        "  clients: 7 of 8 clients ended, start skew 1.4ms, took 1.034s",
        "FAIL  test  runs/test/1",
    ]


def test_a_lab_error_is_shown_once_and_not_for_each_check_that_it_left_open(
    capsys: pytest.CaptureFixture[str],
) -> None:
    show_result(a_result(PASSED, UNKNOWN, UNKNOWN, outcome="inconclusive", trouble="no engine"))
    assert capsys.readouterr().out.splitlines() == [
        "  pass     [bold]own bytes[/bold]: 8 of 8",
        "  clients: 7 of 8 clients ended, start skew 1.4ms, took 1.034s",
        "  lab error: no engine",
        "    2 of 3 checks not answered",
        "INCONCLUSIVE  test  runs/test/1",
    ]


def test_what_is_not_known_and_what_went_wrong_are_said(capsys: pytest.CaptureFixture[str]) -> None:
    fleet = a_result().fleets["clients"].model_copy(update={"start_skew_s": None, "elapsed_s": None})
    show_result(
        a_result(
            outcome="inconclusive", trouble="no engine", left=("a network", "a host"), fleets={"all": fleet}
        )
    )
    assert capsys.readouterr().out.splitlines() == [
        "  all: 7 of 8 clients ended, start skew unknown, took unknown",
        "  not removed: a network; a host (run socketlab clean)",
        "  lab error: no engine",
        "INCONCLUSIVE  test  runs/test/1",
    ]


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
    with LiveView(a_plan(clients=MOST_LINES + 9), screen, lambda: 3.0):
        pass
    lines = [line.strip() for line in file.getvalue().splitlines()]
    assert lines[-2:] == ["and 10 more", "starting  3.0s"]
    assert len(lines) == 1 + MOST_LINES + 2


@pytest.mark.parametrize(
    ("outcomes", "last"),
    [
        (["pass", "pass"], "PASS  2 runs: 2 pass  runs"),
        (["pass", "fail", "inconclusive"], "FAIL  3 runs: 1 pass, 1 fail, 1 inconclusive  runs"),
        (["pass", "inconclusive"], "INCONCLUSIVE  2 runs: 1 pass, 1 inconclusive  runs"),
        (["fail", "interrupted"], "INTERRUPTED  2 runs: 1 fail, 1 interrupted  runs"),
    ],
)
def test_several_runs_end_in_one_line_with_the_worst(
    capsys: pytest.CaptureFixture[str], outcomes: list[str], last: str
) -> None:
    show_summary([a_result(outcome=outcome) for outcome in outcomes], runs="runs")
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1] == last
    assert lines[0] == ""
    assert lines[1].split() == [outcomes[0], "test", "1.03s", "runs/test/1"]
    assert len(lines) == len(outcomes) + 2


def test_a_run_without_times_leaves_its_place_empty(capsys: pytest.CaptureFixture[str]) -> None:
    fleet = a_result().fleets["clients"].model_copy(update={"elapsed_s": None})
    show_summary([a_result(fleets={"clients": fleet})], runs="runs")
    assert capsys.readouterr().out.splitlines()[1].split() == ["pass", "test", "runs/test/1"]
