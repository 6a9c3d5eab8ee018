"""What a program printed, and what a stranger called things, cannot act as a part of a report."""

from __future__ import annotations

import io
import json
from dataclasses import MISSING, fields, replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from rich.console import Console

from socketlab.checks.api import Verdict
from socketlab.events import Cleaned, Event, FaultDone, Troubled
from socketlab.record.codec import KINDS
from socketlab.report import write_all
from socketlab.report.api import Report
from socketlab.report.live import LiveView, make_console, show_table
from socketlab.report.plain import PlainView, show_result, show_summary
from socketlab.report.plan import plan_in_words
from socketlab.report.result import CheckReport, FleetReport, Result
from tests.records import a_plan, a_record

HOSTILE = (
    "x\x1b[2J\x07\x9b31m\u202e\u2066\r\nPASS  demo  runs/x\n\n"
    "## PASS: demo\n- [a](b) `c` <b>&lt;</b> ]]>\u2028$1$"
)
RECORD = a_record(plan=a_plan(scenario=HOSTILE, title=HOSTILE, cell={HOSTILE: HOSTILE}, notes=(HOSTILE,)))


FLEET = FleetReport(clients=1, ended=1, start_skew_s=None, elapsed_s=None, client_elapsed_s=())


def result(**changes: Any) -> Result:
    check = CheckReport(
        number=1,
        name=HOSTILE,
        kind=HOSTILE,
        place=HOSTILE,
        verdict=Verdict.FAIL,
        expected=HOSTILE,
        seen=HOSTILE,
        evidence=(HOSTILE,),
    )
    passed = check.model_copy(update={"verdict": Verdict.PASS, "number": 2})
    given: dict[str, Any] = {
        "run": HOSTILE,
        "scenario": HOSTILE,
        "cell": {HOSTILE: HOSTILE},
        "seed": 1,
        "runtime": HOSTILE,
        "began": HOSTILE,
        "elapsed_s": 1.0,
        "outcome": "fail",
        "exit_code": 1,
        "trouble": HOSTILE,
        "left": (HOSTILE,),
        "notes": (HOSTILE,),
        "fleets": {
            HOSTILE: FleetReport(clients=1, ended=1, start_skew_s=None, elapsed_s=None, client_elapsed_s=())
        },
        "checks": (check, passed),
        "folder": HOSTILE,
    }
    return Result(**given | changes)


def assert_harmless(shown: str) -> None:
    lines = shown.split("\n")
    assert all(line.isprintable() for line in lines)
    assert not [line for line in lines if line.startswith(("PASS", "##", "- "))]


def test_plain_lines_are_the_reports_own(capsys: pytest.CaptureFixture[str]) -> None:
    with PlainView(RECORD.plan) as view:
        view(Troubled(at_s=1.0, message=HOSTILE))
        view(FaultDone(at_s=1.0, step=1, name=HOSTILE, host=HOSTILE, detail=HOSTILE))
        view(Cleaned(at_s=1.0, left=(HOSTILE,)))
    began = capsys.readouterr().out
    assert len(began.splitlines()) == 5
    show_result(result())
    shown = capsys.readouterr().out
    assert shown.count("\n") == 9
    show_summary([result(), result()], runs=HOSTILE)
    summary = capsys.readouterr().out
    for text in (began, shown, summary):
        assert_harmless(text)


def hostile(kind: type[Event]) -> Event:
    """An event with the hostile text in every field that holds one, or texts."""
    given: dict[str, Any] = {}
    for field in fields(kind):
        hint = str(field.type)
        match hint:
            case _ if hint.startswith("tuple[str"):
                given[field.name] = (HOSTILE,)
            case _ if hint.startswith("str"):
                given[field.name] = HOSTILE
            case _ if hint.startswith("dict"):
                given[field.name] = {HOSTILE: HOSTILE}
            case _ if field.default is MISSING and field.default_factory is MISSING:
                given[field.name] = 1
    return kind(**given)


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.__name__)
def test_no_text_of_an_event_acts_on_what_shows_it(
    kind: type[Event], capsys: pytest.CaptureFixture[str]
) -> None:
    event = hostile(kind)
    with PlainView(RECORD.plan) as view:
        view(event)
    assert_harmless(capsys.readouterr().out)
    out = io.StringIO()
    console = Console(file=out, width=4000, highlight=False, force_terminal=False)
    plan = replace(RECORD.plan, hosts=(replace(RECORD.plan.hosts[0], name=HOSTILE),))
    with LiveView(plan, console, lambda: 0.0) as live:
        live(event)
    assert_harmless(out.getvalue())


def test_no_text_of_a_plan_acts_on_what_prints_it() -> None:
    host = replace(RECORD.plan.hosts[0], name=HOSTILE, service=HOSTILE)
    command = replace(RECORD.plan.clients[0].host.machine, command=(HOSTILE,), image=HOSTILE)
    client = replace(
        RECORD.plan.clients[0], host=replace(RECORD.plan.clients[0].host, name=HOSTILE, machine=command)
    )
    assert_harmless(plan_in_words(replace(RECORD.plan, hosts=(host,), clients=(client,), runtime=HOSTILE)))


def test_a_terminal_shows_the_reports_own_lines() -> None:
    out = io.StringIO()
    console = Console(file=out, width=4000, highlight=False, force_terminal=False)
    with LiveView(RECORD.plan, console, lambda: 0.0) as view:
        view(Troubled(at_s=1.0, message=HOSTILE))
    show_table(result(), console)
    assert_harmless(out.getvalue())


def test_reports_are_valid_whatever_they_quote(tmp_path: Path) -> None:
    write_all(Report(result=result(), record=RECORD), tmp_path)
    suites = ET.fromstring((tmp_path / "junit.xml").read_text(encoding="utf-8"))  # noqa: S314 - our own
    texts = [text for each in suites.iter() for text in (*each.attrib.values(), each.text or "")]
    assert all(line.isprintable() for text in texts for line in text.split("\n"))
    (suite,) = suites
    assert "timestamp" not in suite.attrib
    assert json.loads((tmp_path / "result.json").read_text(encoding="utf-8"))["scenario"] == HOSTILE
    summary = (tmp_path / "summary.md").read_text(encoding="utf-8")
    assert all(line.isprintable() for line in summary.split("\n"))
    assert [line for line in summary.split("\n") if line.startswith("#")] == [summary.split("\n")[0]]
    assert summary.split("\n")[0].startswith("## FAIL: ")
    assert "[a](b)" not in summary.replace("`", "")[: summary.index("evidence in")]


def test_a_report_replaces_a_link_and_does_not_follow_it(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret", encoding="utf-8")
    (tmp_path / "run").mkdir()
    for name in ("result.json", ".summary.md.new", "junit.xml"):
        (tmp_path / "run" / name).symlink_to("../secret")
    write_all(Report(result=result(), record=RECORD), tmp_path / "run")
    assert (tmp_path / "secret").read_text(encoding="utf-8") == "secret"
    assert sorted(file.name for file in (tmp_path / "run").iterdir() if not file.is_symlink()) == [
        "junit.xml",
        "result.json",
        "summary.md",
        "trace.json",
    ]


@pytest.mark.parametrize(("columns", "width"), [("0", 80), ("100", 100)])
def test_a_terminal_without_a_width_has_the_usual_one(
    monkeypatch: pytest.MonkeyPatch, columns: str, width: int
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    assert make_console().width == width
