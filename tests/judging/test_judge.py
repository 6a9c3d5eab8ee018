"""All checks of a plan, asked of its record."""

from dataclasses import replace
from typing import Any, ClassVar, Literal

import pytest
import yaml
from typing_extensions import override

from socketlab.checks import CHECKS
from socketlab.checks.api import Answer, Check, Verdict
from socketlab.checks.timeline_played import TimelinePlayed
from socketlab.events import Cleaned, Event
from socketlab.hosts.model import HostPlan
from socketlab.judging.judge import judge
from socketlab.language.kinds import words_of
from socketlab.record.evidence import Evidence
from socketlab.report.result import make_result
from tests.record.events import EVERY
from tests.records import a_host, a_plan, a_record, ask, exited, released

EXAMPLES = [yaml.safe_load(kind.example) for kind in CHECKS]


def test_every_check_is_asked_and_keeps_its_number_name_and_place() -> None:
    results = judge(a_record(plan=a_plan(*EXAMPLES, None)))
    assert [result.kind for result in results] == [*words_of(CHECKS), "hosts_up"]
    assert [result.number for result in results] == list(range(1, 2 + len(CHECKS)))
    assert (results[0].name, results[0].place) == ("check 1", "test.yaml:1:1")


@pytest.mark.parametrize("kind", CHECKS, ids=lambda kind: kind.word())
def test_a_record_of_nothing_passes_no_check(kind: type[Check]) -> None:
    assert ask(yaml.safe_load(kind.example)).verdict is Verdict.UNKNOWN


def test_a_record_of_nothing_does_not_show_that_hosts_stayed_up() -> None:
    assert ask(None).verdict is Verdict.UNKNOWN


class Broken(Check):
    """A check that raises."""

    summary: ClassVar = "raises"
    example: ClassVar = "broken: {}"
    kind: Literal["broken"] = "broken"

    @property
    @override
    def title(self) -> str:
        return "it answers"

    @override
    def judge(self, evidence: Evidence) -> Answer:
        raise KeyError("no such thing" + "x" * 1000)


def test_a_check_that_raises_is_unknown_and_the_others_are_answered() -> None:
    plan = a_plan({"exit_status": {"fleet": "clients"}}, {"exit_status": {"fleet": "clients"}})
    broken = replace(plan.checks[0], spec=Broken())
    ended = [exited("clients-1"), exited("clients-2")]
    record = a_record(released(), ended, plan=replace(plan, checks=(broken, plan.checks[1])))
    first, second = judge(record)
    assert first.answer.verdict is Verdict.UNKNOWN
    assert first.answer.seen.startswith("the check broken itself failed: KeyError: 'no such thing")
    assert len(first.answer.seen) == 300
    assert second.answer.verdict is Verdict.PASS
    result = make_result(record, (first, second), folder="f")
    assert (result.outcome, result.exit_code) == ("inconclusive", 3)


@pytest.mark.parametrize("clients", [0, 2])
@pytest.mark.parametrize("hosts", [(), (a_host(),)], ids=["no host", "host"])
@pytest.mark.parametrize(
    "events",
    [[], [EVERY[0]], [EVERY[0], released()], [EVERY[0], released(), Cleaned(at_s=9.0)]],
    ids=["nothing", "began", "released", "cleaned"],
)
@pytest.mark.parametrize("kind", CHECKS, ids=lambda kind: kind.word())
def test_no_check_passes_on_no_evidence(
    kind: type[Check], events: list[Event], hosts: tuple[HostPlan, ...], clients: int
) -> None:
    ((word, settings),) = yaml.safe_load(kind.example).items()
    numbers = [name for name in ("count", "clients") if name in kind.model_fields]
    for none in ({}, *({name: 0} for name in numbers)):
        answer = ask({word: settings | none}, *events, clients=clients, hosts=hosts)
        assert answer.verdict is not Verdict.PASS


def test_what_is_implied_does_not_pass_on_no_evidence() -> None:
    assert ask(None, released()).verdict is Verdict.UNKNOWN
    plan = a_plan(None)
    played = replace(plan, checks=(replace(plan.checks[0], spec=TimelinePlayed()),))
    assert judge(a_record(released(), plan=played))[0].answer.verdict is Verdict.UNKNOWN


@pytest.mark.parametrize(
    ("check", "seen"),
    [
        ({"echo": {"fleet": "nobody"}}, 'the run has no fleet "nobody"'),
        ({"never": {"host": "nobody", "contains": "x"}}, 'the run has no host "nobody"'),
        (
            {"same_file": {"fleet": "clients", "file": "a", "host": "nobody", "source": "/a"}},
            'the run has no host "nobody"',
        ),
    ],
)
def test_a_check_of_what_the_run_does_not_have_is_unknown(check: dict[str, Any], seen: str) -> None:
    answer = ask(check, released())
    assert (answer.verdict, answer.seen) == (Verdict.UNKNOWN, seen)
