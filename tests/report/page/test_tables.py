"""The tables of the page."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from socketlab.events import StartFailed, Troubled
from socketlab.links.events import LinkMeasured, LinksMade
from socketlab.links.model import Conditions, LinksPlan, PathPlan
from socketlab.report.api import Report
from socketlab.report.page import tables as module
from socketlab.report.page.lanes import lanes_of
from socketlab.report.page.tables import checks, conditions, events, faults, hosts, latency, verdict
from socketlab.report.page.times import Wait, waits_of
from socketlab.report.result import MeasureReport
from tests.records import a_plan
from tests.report.page.runs import a_run, fault, report_on
from tests.report.results import FAILED, PASSED, UNKNOWN, WARNING, a_result

LINKS = LinksPlan(
    networks=("socketlab-testrun1",),
    paths=(PathPlan(source=("a", "b"), destination=("server",), conditions=Conditions(delay_s=0.025)),),
    locations={},
)


def report(*given: dict[str, Any], **changes: Any) -> Report:
    return replace(report_on(a_run()), result=a_result(*given, **changes))


def test_the_outcome_is_first_and_then_why() -> None:
    shown = verdict(report(PASSED, FAILED, WARNING, outcome="fail", notes=("a note",))).text
    assert shown.index("FAIL</span> test") < shown.index(
        "fail: all at once: expected at most 2s, seen 8.012s"
    )
    assert "<li>a note</li>" in shown
    assert "<li>clients: 7 of 8 clients ended, start skew 1.4ms, took 1.034s</li>" in shown
    assert shown.count("all at once") == 1
    assert "incomplete" not in shown


def test_a_run_whose_player_was_killed_is_marked_as_incomplete() -> None:
    whole = report(began="")
    cut = replace(whole, record=replace(whole.record, events=whole.record.events[:-1]))
    shown = verdict(cut).text
    assert "PASS, INCOMPLETE</span>" in shown
    assert (
        "<li>incomplete: the record ends before the run was over; this is everything up to then</li>" in shown
    )
    assert "began never" in shown


def test_the_lab_error_of_a_run_is_its_reason() -> None:
    shown = verdict(report(UNKNOWN, outcome="inconclusive", trouble="no engine", left=("a network",))).text
    assert "<li>lab error: no engine</li>" in shown
    assert "<li>not removed: a network (run socketlab clean)</li>" in shown


def test_each_check_has_what_was_expected_and_seen_its_numbers_and_links_to_its_evidence() -> None:
    measures = tuple(MeasureReport(name="n", value=number) for number in range(14))
    shown = checks(a_result(FAILED | {"measures": measures}, UNKNOWN, WARNING)).text
    assert '<a href="./logs/clients-1.stdout.log" class="file">logs/clients-1.stdout.log</a>' in shown
    assert "<small> test.yaml:9:5</small>" in shown
    assert "n 11; and 2 more" in shown
    assert '<span class="word warning">warning</span>' in shown
    assert "implied" not in shown


def test_the_table_of_hosts_has_the_first_time_of_everything() -> None:
    shown = hosts(lanes_of(a_run(clients=1))).text
    row = "".join(
        f"<td>{cell}</td>"
        for cell in (
            "clients-1",
            "clients",
            "0.200s",
            "",
            "0.400s",
            "1.010s",
            "",
            "1.040s",
            "1.080s",
            "1.090s",
        )
    )
    assert f"{row}<td>1.100s</td><td>1</td><td>1</td>" in shown


def test_conditions_are_declared_and_measured() -> None:
    made = LinksMade(at_s=0.5, mechanism="netem", paths=1)
    measured = LinkMeasured(
        at_s=0.6,
        source="a",
        destination="server",
        quantity="delay",
        unit="s",
        declared=0.025,
        measured=0.05,
        within=False,
    )
    plan = a_plan(None, links=LINKS)
    shown = conditions(report_on(a_run(made, measured, replace(measured, within=True), plan=plan)))
    assert shown is not None
    assert "<td>a, b</td><td>server</td><td>delay 25ms</td>" in shown.text
    assert '<td>delay 25.0ms, measured 50.0ms</td><td><span class="word fail">no</span></td>' in shown.text
    assert "<td>yes</td>" in shown.text
    assert "Put in force by netem." in shown.text
    assert conditions(report_on(a_run())) is None


def test_conditions_of_a_run_that_was_killed_before_are_declared_only() -> None:
    shown = conditions(report_on(a_run(plan=a_plan(None, links=LINKS))))
    assert shown is not None
    assert "nothing yet" in shown.text


def test_faults_are_listed_as_they_were_played() -> None:
    events = (fault(2.0, detail="SIGSTOP"), fault(3.0, undone=True), fault(4.0, trouble="no such host"))
    shown = faults(report_on(a_run(*events)))
    assert shown is not None
    assert (
        "<td>2.000s</td><td>pause server</td><td>server</td><td>injected</td><td>SIGSTOP</td>" in shown.text
    )
    assert "<td>undone</td>" in shown.text
    assert '<span class="word fail">no such host</span>' in shown.text
    assert "Planned: none." in shown.text
    assert faults(report_on(a_run())) is None


def test_latency_has_percentiles_and_a_distribution() -> None:
    shown = latency(waits_of(lanes_of(a_run())))
    assert shown is not None
    assert "<td>2</td><td>70.0ms</td>" in shown.text
    assert latency(()) is None


def test_each_part_of_the_distribution_says_how_many_it_has() -> None:
    waits = [Wait(end_s=1.0, took_s=took_s) for took_s in (0.0, 0.0, 0.06)]
    shown = latency(waits)
    assert shown is not None
    assert "<title>from 0.0ms: 2</title>" in shown.text
    assert "<title>from 59.0ms: 1</title>" in shown.text
    assert shown.text.count('class="bar"') == 2


def test_every_event_of_a_small_run_has_a_row_that_a_link_can_name(monkeypatch: pytest.MonkeyPatch) -> None:
    lanes = lanes_of(a_run(clients=1))
    shown = events(lanes).text
    assert '<tr id="event-2"><td>2</td><td>0.100000s</td><td>server</td>' in shown
    assert "<td>received 5 B: hello</td>" in shown
    assert shown.count('id="event-9"') == 1
    monkeypatch.setattr(module, "MOST_EVENTS", 3)
    assert "<tr" not in events(lanes).text
    assert 'href="./events.jsonl"' in events(lanes).text


def test_a_start_that_failed_is_why_there_is_no_verdict() -> None:
    failed = StartFailed(at_s=2.0, host="clients-1", message="no such program")
    shown = verdict(report_on(a_run(failed, Troubled(at_s=3.0, message="gave up")))).text
    assert "INCONCLUSIVE" in shown
    assert "<li>lab error: no such program; gave up</li>" in shown
