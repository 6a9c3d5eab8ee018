"""What a person sees: plain lines in a pipe, live lines and a table on a terminal."""

import pytest

from socketlab.events import FileSeen
from socketlab.report.plain import PlainView, QuietView, show_result, show_summary
from tests.records import exited
from tests.report.results import FAILED, FAILED_LINES, PASSED, PLAN, READY, UNKNOWN, WARNING, a_result


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


def test_a_warning_is_shown_with_its_details(capsys: pytest.CaptureFixture[str]) -> None:
    show_result(a_result(WARNING, PASSED | {"level": "warning"}))
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == FAILED_LINES[0].replace("fail   ", "warning")
    assert lines[1:6] == [*FAILED_LINES[1:], "  pass     [bold]own bytes[/bold]: 8 of 8"]


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


@pytest.mark.parametrize(
    ("outcomes", "last"),
    [
        (["pass", "pass"], "PASS  2 of 2 runs  (evidence in runs)"),
        (
            ["pass", "fail", "inconclusive"],
            "FAIL  3 runs: 1 pass, 1 fail, 1 inconclusive  (evidence in runs)",
        ),
        (["pass", "inconclusive"], "INCONCLUSIVE  2 runs: 1 pass, 1 inconclusive  (evidence in runs)"),
        (["fail", "interrupted"], "INTERRUPTED  2 runs: 1 fail, 1 interrupted  (evidence in runs)"),
    ],
)
def test_several_runs_end_in_one_line_with_the_worst(
    capsys: pytest.CaptureFixture[str], outcomes: list[str], last: str
) -> None:
    show_summary([a_result(outcome=outcome) for outcome in outcomes], runs="runs")
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1] == last
    assert lines[0] == ""
    assert lines[1].split() == [outcomes[0], "test", "clients", "1.03s", "runs/test/1"]
    assert len(lines) == len(outcomes) + 2


def test_a_run_without_times_leaves_its_place_empty(capsys: pytest.CaptureFixture[str]) -> None:
    fleet = a_result().fleets["clients"].model_copy(update={"elapsed_s": None})
    show_summary([a_result(fleets={"clients": fleet})], runs="runs")
    assert capsys.readouterr().out.splitlines()[1].split() == ["pass", "test", "runs/test/1"]


def test_combinations_that_differ_in_how_long_clients_wait_are_put_side_by_side(
    capsys: pytest.CaptureFixture[str],
) -> None:
    fleet = a_result().fleets["clients"].model_copy(update={"client_waiting_s": (0.5,)})
    asked = PASSED | {"kind": "waiting_time"}
    show_summary(
        [a_result(asked, cell={"server": name}, fleets={"clients": fleet}) for name in ("echo", "fork")],
        runs="runs",
    )
    lines = capsys.readouterr().out.splitlines()
    assert lines[3] == "  waiting times of clients in test, in seconds"
    assert [line.split()[0] for line in lines[4:6]] == ["server=echo", "server=fork"]


def test_the_columns_of_a_summary_stay_in_line_and_times_say_whose_they_are(
    capsys: pytest.CaptureFixture[str],
) -> None:
    fleet = a_result().fleets["clients"]
    two = {"near": fleet, "far": fleet.model_copy(update={"elapsed_s": 21.5})}
    long = a_result(scenario="x" * 100, folder="runs/x/1")
    show_summary([a_result(fleets=two), a_result(outcome="inconclusive"), long], runs="runs")
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].endswith("  near 1.03s, far 21.50s  runs/test/1")
    assert lines[2].startswith("  inconclusive  test  ")
    assert lines[1].index("runs/") == lines[2].index("runs/")
    assert lines[3].endswith("  clients 1.03s           runs/x/1")


def test_a_summary_may_be_its_last_line_alone(capsys: pytest.CaptureFixture[str]) -> None:
    show_summary([a_result(), a_result()], runs="runs", rows=False)
    assert capsys.readouterr().out == "PASS  2 of 2 runs  (evidence in runs)\n"
