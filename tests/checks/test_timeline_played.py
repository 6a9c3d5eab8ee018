"""Whether every planned step of the timeline was played."""

from typing import Any

from socketlab.checks.api import Answer, Verdict
from socketlab.checks.timeline_played import TimelinePlayed
from socketlab.events import FaultDone
from socketlab.faults.kill import Kill
from socketlab.faults.signal import Signal
from socketlab.judging.evidence import RecordedEvidence
from socketlab.plan.model import StepPlan
from socketlab.triggers.at import At
from socketlab.triggers.every import Every
from tests.records import a_plan, a_record, released

STEPS = (
    StepPlan(
        number=1,
        name="a signal",
        fault=Signal(host=("server",), signal="USR1"),
        targets=("server",),
        trigger=At.model_validate({"at": "1s"}),
    ),
    StepPlan(
        number=2,
        name="the end",
        fault=Kill(host=("clients",)),
        targets=("clients-1", "clients-2"),
        trigger=Every.model_validate({"every": "1s", "times": 2}),
    ),
)


def done(step: int, host: str = "server", **changes: Any) -> FaultDone:
    return FaultDone(at_s=float(step), step=step, name="x", host=host, **changes)


BOTH = [done(2, "clients-1"), done(2, "clients-2")]


def ask(*events: FaultDone) -> Answer:
    plan = a_plan(timeline=STEPS)
    return TimelinePlayed().judge(RecordedEvidence(a_record(released(), *events, plan=plan)))


def test_a_timeline_is_played_when_every_step_came_as_often_as_planned_on_all_its_targets() -> None:
    found = ask(done(1), *BOTH, *BOTH)
    assert (found.verdict, found.expected, found.seen) == (Verdict.PASS, "2 steps played", "2 of 2 steps")


def test_a_step_that_never_came_leaves_it_open() -> None:
    found = ask(done(1))
    assert (found.verdict, found.seen) == (Verdict.UNKNOWN, 'step 2 ("the end") was never due')


def test_a_step_that_came_less_often_than_planned_leaves_it_open() -> None:
    found = ask(done(1), *BOTH)
    assert (found.verdict, found.seen) == (Verdict.UNKNOWN, 'step 2 ("the end") came 1 of 2 times')


def test_a_step_that_missed_a_target_leaves_it_open() -> None:
    found = ask(done(1), done(2, "clients-1"), done(2, "clients-1"))
    assert (found.verdict, found.seen) == (Verdict.UNKNOWN, 'step 2 ("the end") never came to clients-2')


def test_undoing_a_step_is_not_another_time() -> None:
    found = ask(done(1), *BOTH, done(2, "clients-1", undone=True), done(2, "clients-2", undone=True))
    assert found.seen == 'step 2 ("the end") came 1 of 2 times'


def test_a_step_that_could_not_be_played_leaves_it_open_and_says_why() -> None:
    found = ask(done(1, trouble="no such host"), *BOTH, *BOTH)
    assert (found.verdict, found.seen) == (Verdict.UNKNOWN, 'step 1 ("a signal"): no such host')
