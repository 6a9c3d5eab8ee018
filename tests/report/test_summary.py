"""``summary.md``."""

from socketlab.report.summary import Summary
from tests.report.results import FAILED, PASSED, UNKNOWN, WARNING, a_report


def test_a_run_is_half_a_page_with_details_of_what_did_not_pass() -> None:
    report = a_report(PASSED, FAILED, outcome="fail", exit_code=1, cell={"server": "a_b"})
    assert Summary().write(report).decode().splitlines() == [
        "## FAIL: test \\[server=a\\_b\\]",
        "",
        "- clients: 7 of 8 clients ended, start skew 1.4ms, took 1.034s",
        "- run testrun1, seed 1, on fake, evidence in `runs/test/1`",
        "",
        "| verdict | check | seen |",
        "| --- | --- | --- |",
        "| pass | \\[bold\\]own bytes\\[/bold\\] | 8 of 8 |",
        "| fail | all at once | 8.012s |",
        "",
        "**all at once** (`test.yaml:9:5`)",
        "",
        "- expected: at most 2s",
        "- seen: 8.012s",
        "- evidence: `runs/test/1/events.jsonl`",
        "- evidence: `runs/test/1/logs/clients-1.stdout.log`",
    ]


def test_a_warning_is_in_the_table_with_its_details_below() -> None:
    page = Summary().write(a_report(WARNING)).decode().splitlines()
    assert "| warning | all at once | 8.012s |" in page
    assert "**all at once** (`test.yaml:9:5`)" in page


def test_what_a_program_printed_is_no_markup() -> None:
    page = Summary().write(a_report(FAILED | {"seen": "a | b\n# <script> `x`"}, outcome="fail")).decode()
    assert "| fail | all at once | a \\| b \\# \\<script\\> \\`x\\` |" in page.splitlines()


def test_a_lab_error_comes_first_and_without_the_checks_that_it_left_open() -> None:
    page = Summary().write(a_report(UNKNOWN, outcome="inconclusive", trouble="no engine")).decode()
    assert page.splitlines()[2:4] == ["- lab error: no engine", "- 1 of 1 check not answered"]
    assert "hosts stay up" not in page
