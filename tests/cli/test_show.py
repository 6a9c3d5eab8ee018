"""What ``run`` and ``judge`` print of results."""

from __future__ import annotations

import json

import pytest

from socketlab.cli.options import Format, ResultFormat
from socketlab.cli.show import Shown
from socketlab.report.live import LiveView
from socketlab.report.ordered import Ordered
from socketlab.report.plain import PlainView, QuietView
from socketlab.wiring import Choices
from tests.records import a_plan
from tests.report.results import FAILED, PASSED, a_result

PLAYED = a_result(PASSED)
LOST = a_result(FAILED, outcome="fail", exit_code=1)


def on_a_terminal(monkeypatch: pytest.MonkeyPatch, kind: str = "xterm") -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("TERM", kind)


@pytest.mark.parametrize(
    ("output", "terminal", "view"),
    [
        (Format.JSON, "xterm", QuietView),
        (Format.TEXT, None, PlainView),
        (Format.TEXT, "dumb", PlainView),
        (Format.TEXT, "xterm", LiveView),
    ],
)
def test_only_a_terminal_that_can_be_drawn_on_gets_a_live_view(
    monkeypatch: pytest.MonkeyPatch, output: Format, terminal: str | None, view: type
) -> None:
    if terminal is not None:
        on_a_terminal(monkeypatch, terminal)
    made = Shown(output).make_view()(a_plan(), lambda: 0.0)
    assert isinstance(made.view if isinstance(made, Ordered) else made, view)


def test_several_results_end_in_a_summary_and_the_worst_status(capsys: pytest.CaptureFixture[str]) -> None:
    shown = Shown(Format.TEXT)
    shown.result(PLAYED, Choices())
    shown.result(LOST, Choices())
    assert shown.finish() == 1
    assert capsys.readouterr().out.splitlines()[-1].startswith("FAIL  2 runs: 1 pass, 1 fail")


def test_one_result_has_no_summary(capsys: pytest.CaptureFixture[str]) -> None:
    shown = Shown(Format.TEXT)
    shown.result(PLAYED, Choices())
    assert shown.finish() == 0
    assert capsys.readouterr().out.splitlines()[-1] == "PASS  test  runs/test/1"


def test_programs_get_one_line_for_each_result_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    shown = Shown(Format.JSON)
    for result in (PLAYED, LOST):
        shown.result(result, Choices(keep=True))
    assert shown.finish() == 1
    output = capsys.readouterr()
    assert [json.loads(line)["outcome"] for line in output.out.splitlines()] == ["pass", "fail"]
    assert output.err == ""


def test_a_run_that_is_kept_says_how_to_find_and_remove_it(capsys: pytest.CaptureFixture[str]) -> None:
    Shown(Format.TEXT).result(PLAYED, Choices(keep=True))
    output = capsys.readouterr()
    assert "docker ps --filter label=io.socketlab.run=testrun1" in output.out + output.err
    assert "clean" in output.out + output.err


def test_a_terminal_gets_a_table(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    on_a_terminal(monkeypatch)
    Shown(Format.TEXT).result(LOST, Choices())
    assert "see below" in capsys.readouterr().out


def test_a_quiet_run_that_passes_is_one_line_and_its_summary_the_last(
    capsys: pytest.CaptureFixture[str],
) -> None:
    shown = Shown(Format.TEXT, quiet=True, runs=2)
    assert isinstance(shown.make_view()(a_plan(), lambda: 0.0), QuietView)
    for result in (PLAYED, LOST):
        shown.result(result, Choices())
    shown.finish()
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "[1/2] PASS  test  runs/test/1"
    assert lines[1:3] == ["  fail     all at once (test.yaml:9:5)", "           expected at most 2s"]
    assert lines[-2:] == [
        "FAIL  test  runs/test/1",
        "FAIL  2 runs: 1 pass, 1 fail  (evidence in runs)",
    ]


def test_a_single_quiet_run_is_its_outcome_alone(capsys: pytest.CaptureFixture[str]) -> None:
    Shown(Format.TEXT, quiet=True).result(PLAYED, Choices())
    assert capsys.readouterr().out == "PASS  test  runs/test/1\n"


@pytest.mark.parametrize("terminal", [False, True])
def test_each_of_several_runs_says_which_one_it_is(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *, terminal: bool
) -> None:
    if terminal:
        on_a_terminal(monkeypatch)
    shown = Shown(Format.TEXT, runs=37)
    shown.result(PLAYED, Choices())
    with shown.make_view()(a_plan(), lambda: 0.0):
        pass
    assert "[2/37] " in capsys.readouterr().out


def test_tap_is_a_stream_that_ends_with_its_plan(capsys: pytest.CaptureFixture[str]) -> None:
    shown = Shown(ResultFormat.TAP, runs=2)
    assert isinstance(shown.make_view()(a_plan(), lambda: 0.0), QuietView)
    for result in (PLAYED, LOST):
        shown.result(result, Choices(keep=True))
    assert shown.finish() == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if not line.startswith((" ", "#"))] == [
        "TAP version 14",
        "ok 1 - test",
        "not ok 2 - test",
        "1..2",
    ]


def test_tap_without_a_result_is_a_plan_of_none(capsys: pytest.CaptureFixture[str]) -> None:
    assert Shown(ResultFormat.TAP).finish() == 5
    assert capsys.readouterr().out == "TAP version 14\n1..0\n"
