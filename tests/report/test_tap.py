"""Results in the Test Anything Protocol."""

from __future__ import annotations

import re

import yaml

from socketlab.report.tap import VERSION, plan_of, point_of
from tests.report.results import FAILED, PASSED, UNKNOWN, WARNING, a_result

POINT = re.compile(r"(?:not )?ok [0-9]+ - (?:[^#\\]|\\[#\\])*(?: # TODO warning)?")
"""Source: TAP 14, "Grammar": a test point with a description and a directive."""


def lines_of_run() -> list[str]:
    result = a_result(PASSED, FAILED, UNKNOWN, WARNING, outcome="fail", exit_code=1, cell={"size": "#5"})
    return list(point_of(3, result))


def test_the_version_and_the_plan_are_those_of_the_protocol() -> None:
    assert (VERSION, plan_of(2)) == ("TAP version 14", "1..2")


def test_a_run_is_a_point_with_its_checks_as_a_subtest() -> None:
    lines = lines_of_run()
    assert lines[:2] == [r"# Subtest: test [size=\#5]", "    1..4"]
    assert [line for line in lines if re.match(r" *(not )?ok ", line)] == [
        "    ok 1 - [bold]own bytes[/bold]",
        "    not ok 2 - all at once",
        "    not ok 3 - hosts stay up",
        "    not ok 4 - all at once # TODO warning",
        r"not ok 3 - test [size=\#5]",
    ]


def test_every_line_is_one_of_the_protocol_and_its_diagnostics_are_yaml() -> None:
    block: list[str] | None = None
    found = []
    for line in lines_of_run():
        text = line.strip()
        if text == "---":
            block = []
        elif text == "...":
            found.append(yaml.safe_load("\n".join(block or ())))
            block = None
        elif block is not None:
            block.append(text)
        else:
            assert text.startswith(("# Subtest: ", "1..")) or POINT.fullmatch(text)
    assert found[0] == {
        "severity": "fail",
        "at": "test.yaml:9:5",
        "expected": "at most 2s",
        "seen": "8.012s",
        "evidence": ["runs/test/1/events.jsonl", "runs/test/1/logs/clients-1.stdout.log"],
    }
    assert found[-1]["seed"] == 1
    assert "trouble" not in found[-1]


def test_what_a_program_printed_stays_on_its_line() -> None:
    hostile = FAILED | {"name": "a\nok 2 - forged # skip \\", "seen": "1\n...\nok 3"}
    lines = list(point_of(1, a_result(hostile)))
    assert lines[2] == r"    not ok 1 - a ok 2 - forged \# skip \\"
    assert not any(line.strip().startswith("ok 3") for line in lines)
