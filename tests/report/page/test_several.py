"""The page of several runs."""

from __future__ import annotations

from dataclasses import replace

from socketlab.report.page.lanes import lanes_of
from socketlab.report.page.several import comparison, small_timeline
from tests.records import a_record
from tests.report.page.runs import a_run, began, fault, report_on
from tests.report.results import FAILED, PASSED, a_result

ATTACK = '</td><script>alert(1)</script><img src=x onerror="alert(1)">'


def test_each_run_has_a_row_with_its_measures_and_a_link_to_its_page() -> None:
    good = replace(
        report_on(a_run(fault(2.0), fault(3.0, undone=True))), result=a_result(PASSED, elapsed_s=9.5)
    )
    bad = replace(good, result=a_result(PASSED, FAILED, outcome="fail", elapsed_s=4.0, cell={"server": "x"}))
    text = comparison([(good, "./a/report.html"), (bad, "./b/report.html")]).decode()
    assert "<h1>2 runs: 1 pass, 1 fail</h1>" in text
    assert '<a href="./a/report.html">test</a>' in text
    assert '<a href="./b/report.html">test [server=x]</a>' in text
    assert "<td>7 of 8 clients ended</td><td>1.4ms</td><td>1.034s</td><td>70.0ms, 70.0ms</td>" in text
    assert '1 of 2 checks pass<div class="fail">fail: all at once</div>' in text
    assert "All timelines are 9.500s long." in text


def test_a_run_that_was_killed_is_incomplete_and_has_no_measures() -> None:
    report = report_on(a_record([began()]))
    text = comparison([(report, "./report.html")]).decode()
    assert "inconclusive, incomplete" in text
    assert "<td>0 of 2 clients ended</td><td></td><td></td><td></td>" in text


def test_a_small_timeline_has_states_and_bands_and_of_many_lanes_some() -> None:
    report = report_on(a_run(fault(2.0), fault(3.0, undone=True)))
    shown = small_timeline(report, lanes_of(report.record), 9.0).text
    assert shown.count('class="is-waiting"') == 2
    assert "<title>pause server</title></rect>" in shown
    large = report_on(a_run(clients=200))
    assert small_timeline(large, lanes_of(large.record), 9.0).text.count('class="is-waiting"') <= 64


def test_names_are_never_markup() -> None:
    report = report_on(a_run(fault(2.0, ATTACK)))
    result = a_result(FAILED | {"name": ATTACK}, cell={"server": ATTACK})
    text = comparison([(replace(report, result=result), f"./{ATTACK}")]).decode()
    assert "<script" not in text
    assert "<img" not in text
