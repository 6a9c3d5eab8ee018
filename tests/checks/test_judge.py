"""All checks of a plan, and which verdict wins."""

from typing import Any

import pytest

from socketlab.checks.evidence import Evidence
from socketlab.checks.judge import answer, judge
from socketlab.checks.verdict import Finding, Verdict, answer_of, worst
from socketlab.plan.checks import describe
from socketlab.spec.checks import KINDS
from tests.records import a_plan, a_record, ask

PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN

ONE_OF_EACH: list[dict[str, Any]] = [
    {"exit_status": {"fleet": "clients"}},
    {"output": {"fleet": "clients", "contains": "a"}},
    {"log": {"host": "server", "matches": "a"}},
    {"client_time": {"fleet": "clients", "at_least": "1s"}},
    {"fleet_time": {"fleet": "clients", "at_most": "2s"}},
    {"waiting_time": {"fleet": "clients", "of": "slowest", "at_most": "2s"}},
    {"start_skew": {"fleet": "clients", "at_most": "100ms"}},
    {"echo": {"fleet": "clients"}},
    {"interleaving": {"host": "server"}},
    {"processes": {"host": "server", "count": 1}},
    {"threads": {"host": "server", "at": "start", "count": 2}},
    {"zombies": {"host": "server", "at": "1.5s"}},
    {"descriptors": {"host": "server", "count": {"at_most": 9}}},
    {"counter": {"host": "server", "name": "ListenDrops", "count": 0}},
    {"same_file": {"fleet": "clients", "file": "a", "host": "server", "source": "/a"}},
    {"file": {"host": "server", "path": "/a", "exists": False}},
]
NAMES = [
    "every one of clients exits 0",
    "clients print a",
    "server prints a",
    "each of clients takes at least 1s",
    "all of clients take at most 2s",
    "slowest of clients waits at most 2s",
    "clients start at most 100ms apart",
    "each of clients gets its own bytes back",
    "at least 2 conversations of server interleaved",
    "1 process on server at the end",
    "2 threads on server at the start",
    "0 zombies on server at 1.5s",
    "at most 9 descriptors open on server at the end",
    "ListenDrops of server has grown by 0 at the end",
    "clients end up with the bytes of /a",
    "/a of server is not there",
]


@pytest.mark.parametrize(
    ("verdicts", "wins"),
    [
        ([], UNKNOWN),
        ([PASS, PASS], PASS),
        ([PASS, UNKNOWN, PASS], UNKNOWN),
        ([UNKNOWN, FAIL, PASS], FAIL),
    ],
)
def test_the_worst_verdict_wins(verdicts: list[Verdict], wins: Verdict) -> None:
    assert worst(verdicts) is wins


def test_the_worst_finding_is_shown_with_how_many_are_like_it() -> None:
    findings = [Finding(UNKNOWN, "a", ("1",)), Finding(FAIL, "b", ("2", "3")), Finding(FAIL, "c", ("3",))]
    found = answer_of(findings, expected="x", otherwise="y")
    assert (found.verdict, found.seen, found.evidence) == (FAIL, "b (and 1 more)", ("2", "3"))


def test_every_check_is_asked_and_keeps_its_number_name_and_place() -> None:
    results = judge(a_record(plan=a_plan(*ONE_OF_EACH, None)))
    assert [result.kind for result in results] == [*KINDS, "hosts_up"]
    assert [result.number for result in results] == list(range(1, 2 + len(ONE_OF_EACH)))
    assert (results[0].name, results[0].place) == ("check 1", "test.yaml:1:1")


@pytest.mark.parametrize("check", [*ONE_OF_EACH, None])
def test_a_record_of_nothing_passes_no_check(check: dict[str, Any] | None) -> None:
    assert ask(check).verdict is UNKNOWN


def test_every_check_has_a_name_where_its_author_gave_none() -> None:
    plan = a_plan(*ONE_OF_EACH)
    assert [describe(check.spec) for check in plan.checks if check.spec] == NAMES


@pytest.mark.parametrize("function", [describe, lambda check: answer(check, Evidence(a_record()))])
def test_a_kind_of_check_that_nobody_knows_is_a_bug(function: Any) -> None:
    with pytest.raises(AssertionError):
        function("no check")
