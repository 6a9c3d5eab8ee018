"""The questions a scenario may ask: what each kind takes, and what is refused."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from socketlab.language.bounds import Count, Limits
from socketlab.language.patterns import pattern_for
from socketlab.spec.checks import CheckItem
from tests.spec.yaml_files import VALID, messages, one, problems


@pytest.mark.parametrize(
    ("check", "problem"),
    [
        ("{}", "checks.0: needs exactly one kind of check, one of exit_status, output"),
        ("{echo: }", "checks.0: needs exactly one kind of check, one of exit_status, output"),
        ("{echo: clients}", 'checks.0.echo: must be a mapping (key: value), not "clients"'),
        ("{echo: {}}", "checks.0.echo.fleet: is missing"),
        ("{echo: {fleet: clients, kind: echo}}", 'checks.0.echo.kind: "kind" is not known here (remove it)'),
        (
            "{echo: {fleet: clients, prefx: x}}",
            'checks.0.echo.prefx: "prefx" is not known here (did you mean "prefix"',
        ),
        ("{file: {path: a}}", "checks.0.file: needs either fleet (a file of each client) or host"),
        ("{file: {host: server, path: a}}", 'checks.0.file: must be an absolute path, not "a"'),
        (
            "{file: {fleet: clients, path: a, exists: false, size: 1B}}",
            "checks.0.file: a file that must not exist has no size",
        ),
        (
            "{counter: {host: server, name: 'Listen Drops', count: 1}}",
            'checks.0.counter.name: "Listen Drops" is not a counter name',
        ),
        ("{waiting_time: {fleet: clients}}", "checks.0.waiting_time: needs at_most or at_least"),
        (
            "{waiting_time: {fleet: clients, of: first, at_most: 1s}}",
            'checks.0.waiting_time.of: must be "each", "fastest", "median" or "slowest", not "first"',
        ),
        ("{name: '', echo: {fleet: clients}}", "checks.0.name: must not be empty"),
        (
            "{exit_status: {fleet: clients, is: 256}}",
            'checks.0.exit_status.is: must be 255 or less, not "256"',
        ),
        (
            "{exit_status: {fleet: clients, is_: 1}}",
            'checks.0.exit_status.is_: "is_" is not known here (did you mean "is"',
        ),
        (
            "{exit_status: {fleet: clients, is: yes}}",
            'checks.0.exit_status.is: must be a whole number, not "yes"',
        ),
        (
            "{output: {fleet: clients}}",
            "checks.0.output: needs either matches (a regular expression) or contains",
        ),
        (
            "{output: {fleet: clients, contains: a, matches: a}}",
            "checks.0.output: needs either matches (a regular expression) or contains",
        ),
        ("{output: {fleet: clients, contains: ''}}", "checks.0.output.contains: must not be empty"),
        ("{output: {fleet: clients, contains: true}}", 'checks.0.output.contains: must be text, not "true"'),
        (
            "{output: {fleet: clients, contains: a, stream: out}}",
            'checks.0.output.stream: must be "stdout", "stderr" or "any", not "out"',
        ),
        (
            "{output: {fleet: clients, matches: '(a'}}",
            'checks.0.output.matches: "(a" is not a regular expression: missing )',
        ),
        (
            "{echo: {fleet: clients, prefix: '(?=a)'}}",
            'checks.0.echo.prefix: "(?=a)" is not a regular expression: lookahead and lookbehind',
        ),
        (
            "{log: {host: server, matches: '[a-${seed}]'}}",
            'checks.0.log.matches: "[a-${seed}]" has a variable in an escape, a repetition or a range',
        ),
        ("{output: {fleet: clients, matches: ''}}", "checks.0.output.matches: must not be empty"),
        (
            "{output: {fleet: clients, contains: a, count: many}}",
            'checks.0.output.count: must be a whole number, or at_least and at_most, not "many"',
        ),
        (
            "{output: {fleet: clients, contains: a, count: -1}}",
            'checks.0.output.count: must be a whole number, or at_least and at_most, not "-1"',
        ),
        (
            "{output: {fleet: clients, contains: a, count: [1]}}",
            "checks.0.output.count: must be a whole number, or at_least and at_most",
        ),
        (
            "{output: {fleet: clients, contains: a, count: {}}}",
            "checks.0.output.count: needs a number, at_least or",
        ),
        (
            "{output: {fleet: clients, contains: a, count: {at_last: 1}}}",
            'checks.0.output.count.at_last: "at_last" is not known here (did you mean "at_least"?)',
        ),
        (
            "{output: {fleet: clients, contains: a, count: {at_least: 2, at_most: 1}}}",
            "checks.0.output.count: at_least is above at_most",
        ),
        (
            "{output: {fleet: clients, contains: a, count: {at_least: -2}}}",
            'checks.0.output.count.at_least: must be 0 or more, not "-2"',
        ),
        ("{client_time: {fleet: clients}}", "checks.0.client_time: needs at_most or at_least"),
        (
            "{client_time: {fleet: clients, at_least: 2s, at_most: 1s}}",
            "checks.0.client_time: at_least is above at_most",
        ),
        (
            "{processes: {host: server, at: 3, count: 1}}",
            (
                "checks.0.processes.at: a moment is start, end or the time since the release: "
                '"3" has no unit (did you mean "3s"?)'
            ),
        ),
        (
            "{processes: {host: server, at: soon, count: 1}}",
            (
                "checks.0.processes.at: a moment is start, end or the time since the release: "
                'must be a duration such as "5s", not "soon"'
            ),
        ),
        ("{processes: {host: server}}", "checks.0.processes.count: is missing"),
        (
            "{same_file: {fleet: clients, file: a, host: server, source: a}}",
            'checks.0.same_file.source: must be an absolute path, not "a"',
        ),
        ("{echo: {fleet: server}}", 'checks.0.echo.fleet: no fleet "server" (use one of clients)'),
        (
            "{log: {host: '${index}', contains: a}}",
            'checks.0.log.host: no host "${index}" (use one of server)',
        ),
    ],
)
def test_a_question_that_cannot_be_asked_says_why(tmp_path: Path, check: str, problem: str) -> None:
    found = [
        line for line in messages(tmp_path, f"{VALID}checks:\n  - {check}\n") if "no variable" not in line
    ]
    assert [line[: len(problem)] for line in found] == [problem]


def test_a_check_of_a_fleet_is_refused_where_no_fleet_is_declared(tmp_path: Path) -> None:
    text = """\
services: {web: {image: test/web}}
hosts: {server: {service: web}}
timeline: [{at: 1s, kill: {host: server}}]
checks:
  - echo: {fleet: clients}
  - file: {fleet: clients, path: a}
  - log: {host: servr, contains: x}
  - fleet_time: {fleet: clients, at_most: 2}
"""
    assert problems(tmp_path, text) == [
        'scenario.yaml:5:12 checks.0.echo.fleet: no fleet "clients" (the scenario declares no fleets)',
        'scenario.yaml:6:12 checks.1.file.fleet: no fleet "clients" (the scenario declares no fleets)',
        'scenario.yaml:7:11 checks.2.log.host: no host "servr" (did you mean "server"?)',
        'scenario.yaml:8:18 checks.3.fleet_time.fleet: no fleet "clients" (the scenario declares no fleets)',
        'scenario.yaml:8:34 checks.3.fleet_time.at_most: "2" has no unit (did you mean "2s"?)',
    ]


def test_a_name_with_an_unknown_variable_is_one_problem(tmp_path: Path) -> None:
    text = VALID + "checks: [{echo: {fleet: '${nobody}'}}]\n"
    assert messages(tmp_path, text) == [
        'checks.0.echo.fleet: no variable "nobody" (define it under variables or matrix)'
    ]


@pytest.mark.parametrize(
    "pattern",
    [
        "^a ${index}+$",
        r"\{${index}\}",
        r"C:\\${index}",
        "[${index}]",
        "cost $$5",
        r"(a)\\1 ${index}",
        "x{2}${index}",
    ],
)
def test_a_pattern_may_hold_variables_and_dollar_signs(tmp_path: Path, pattern: str) -> None:
    text = f"{VALID}checks:\n  - output: {{fleet: clients, matches: '{pattern}'}}\n"
    item: Any = one(tmp_path, text).spec.checks[0]
    assert item.output is not None


@pytest.mark.parametrize(
    ("count", "words", "lines", "inside", "outside"),
    [
        ({"at_least": 8, "at_most": 8}, "8", "8 lines", [8], [7, 9]),
        ({"at_least": 1, "at_most": 1}, "1", "1 line", [1], [0, 2]),
        ({"at_least": 1}, "at least 1", "at least 1 line", [1, 100], [0]),
        ({"at_least": 2}, "at least 2", "at least 2 lines", [2, 100], [1]),
        ({"at_most": 3}, "at most 3", "at most 3 lines", [0, 3], [4]),
        ({"at_least": 1, "at_most": 3}, "1 to 3", "1 to 3 lines", [1, 2, 3], [0, 4]),
    ],
)
def test_a_count_is_a_range_that_can_be_said(
    count: dict[str, int], words: str, lines: str, inside: list[int], outside: list[int]
) -> None:
    bounds = Count.model_validate(count)
    assert (str(bounds), bounds.of("line", "lines")) == (words, lines)
    assert all(bounds.holds(number) for number in inside)
    assert not any(bounds.holds(number) for number in outside)


@pytest.mark.parametrize(
    ("limits", "words", "inside", "outside"),
    [
        ({"at_most": "2s"}, "at most 2s", [0.0, 2.0], [2.1]),
        ({"at_least": "8s"}, "at least 8s", [8.0, 99.0], [7.9]),
        ({"at_least": "8s", "at_most": "12s"}, "at least 8s and at most 12s", [8.0, 12.0], [7.9, 12.1]),
    ],
)
def test_limits_are_a_range_that_can_be_said(
    limits: dict[str, str], words: str, inside: list[float], outside: list[float]
) -> None:
    bounds = Limits.model_validate(limits)
    assert bounds.wording == words
    assert all(bounds.holds(seconds) for seconds in inside)
    assert not any(bounds.holds(seconds) for seconds in outside)


@given(st.text(max_size=20) | st.from_regex(r"(\\?[a(|)\[\]{}*+?^$.0-9,]|\$\{index\}){1,8}"))
def test_any_pattern_is_one_or_refused(text: str) -> None:
    try:
        item: Any = CheckItem.model_validate({"output": {"fleet": "a", "matches": text}})
    except ValidationError:
        return
    assert item.output is not None
    for value in ("1", "12", "clients-1"):
        pattern_for(text, {"index": value})
