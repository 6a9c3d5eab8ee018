"""``junit.xml`` follows the schema that CI systems validate with."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree as ET

from socketlab.report.api import Report
from socketlab.report.junit import JUnit
from tests.records import a_record
from tests.report.results import FAILED, PASSED, UNKNOWN, WARNING, a_report

SCHEMA: dict[str, tuple[set[str], set[str], set[str]]] = {
    "testsuites": ({"testsuite"}, set(), {"name", "time", "tests", "failures", "errors"}),
    "testsuite": (
        {"testsuite", "properties", "testcase", "system-out", "system-err"},
        {"name", "tests", "failures", "errors"},
        {"time", "skipped", "timestamp", "hostname", "id", "package", "file", "log", "url", "group"},
    ),
    "properties": ({"property"}, set(), set()),
    "property": (set(), {"name", "value"}, set()),
    "testcase": (
        {"skipped", "error", "failure", "system-out", "system-err"},
        {"name"},
        {"time", "classname", "group"},
    ),
    "failure": (set(), set(), {"type", "message"}),
    "error": (set(), set(), {"type", "message"}),
    "system-err": (set(), set(), set()),
    "system-out": (set(), set(), set()),
}
"""Of each element: its children, the attributes that it must have, and those that it may have.

Source: junit-10.xsd of Jenkins' xUnit plugin.
"""


def written(*checks: dict[str, object], **changes: object) -> ET.Element:
    return parsed(a_report(*checks, **changes))


def parsed(report: Report) -> ET.Element:
    return ET.fromstring(JUnit().write(report))  # noqa: S314 - written on the same line


def assert_valid(element: ET.Element) -> None:
    children, required, optional = SCHEMA[element.tag]
    assert {child.tag for child in element} <= children, element.tag
    assert required <= set(element.attrib) <= required | optional, element.tag
    for child in element:
        assert_valid(child)


def test_it_follows_the_schema() -> None:
    for root in (
        written(),
        written(PASSED),
        written(PASSED, FAILED, UNKNOWN, cell={"size": "5"}, outcome="fail", trouble="no engine"),
    ):
        assert root.tag == "testsuites"
        assert_valid(root)


def test_a_run_is_a_suite_and_a_check_a_case() -> None:
    (suite,) = written(PASSED, FAILED, UNKNOWN, cell={"size": "5"}, outcome="fail")
    counts = {
        name: suite.get(name) for name in ("name", "tests", "failures", "errors", "skipped", "time", "file")
    }
    assert counts == {
        "name": "test [size=5]",
        "tests": "3",
        "failures": "1",
        "errors": "1",
        "skipped": "0",
        "time": "9.500",
        "file": "test.yaml",
    }
    assert suite.get("timestamp") == "2026-01-01T00:00:00"
    passed, failed, unknown = suite.findall("testcase")
    assert (passed.get("name"), len(passed)) == ("[bold]own bytes[/bold]", 0)
    assert [child.tag for child in failed] == ["failure"]
    assert [child.tag for child in unknown] == ["error"]


def test_a_failure_names_the_place_of_its_check_and_its_evidence() -> None:
    (failure,) = written(FAILED).iter("failure")
    assert failure.attrib == {"type": "fleet_time", "message": "expected at most 2s, seen 8.012s"}
    assert (failure.text or "").splitlines() == [
        "test.yaml:9:5",
        "expected at most 2s",
        "seen     8.012s",
        "evidence runs/test/1/events.jsonl",
        "evidence runs/test/1/logs/clients-1.stdout.log",
    ]


def test_a_warning_is_no_failure_and_is_told_in_the_output_of_its_case() -> None:
    (suite,) = root = written(PASSED, WARNING)
    assert_valid(root)
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("2", "0", "0")
    (case,) = (case for case in suite.findall("testcase") if len(case))
    (told,) = case
    assert told.tag == "system-out"
    assert (told.text or "").splitlines()[:2] == [
        "warning: expected at most 2s, seen 8.012s",
        "test.yaml:9:5",
    ]


def test_what_xml_cannot_hold_is_escaped() -> None:
    (failure,) = written(FAILED | {"seen": "a\x00b\x1b[31m<&\ud800"}).iter("failure")
    assert failure.get("message") == r"expected at most 2s, seen a\x00b\x1b[31m<&\ud800"


def test_a_lab_error_is_in_the_suites_error_output() -> None:
    (output,) = written(UNKNOWN, outcome="inconclusive", trouble="no engine").iter("system-err")
    assert (output.text or "").splitlines()[0] == "lab error: no engine"


def test_a_failed_check_has_the_ends_of_the_logs_that_are_its_evidence() -> None:
    outputs = {
        "clients-1.stdout": "".join(f"line {number}\n" for number in range(30)) + "\x1b[31mlast\n",
        "server.stdout": "not evidence\n",
    }
    report = a_report(PASSED, FAILED)
    root = parsed(replace(report, record=a_record(outputs=outputs)))
    assert_valid(root)
    (output,) = root.iter("system-out")
    lines = (output.text or "").splitlines()
    assert (lines[0], lines[1], lines[-1]) == ("logs/clients-1.stdout.log:", "  line 11", "  \\x1b[31mlast")
