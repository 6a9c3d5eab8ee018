"""Whether every planned step of the timeline was played."""

from typing import Any

from socketlab.checks.api import Answer, Verdict
from socketlab.checks.timeline_played import TimelinePlayed
from socketlab.events import FaultDone
from socketlab.judging.evidence import RecordedEvidence
from socketlab.plan.model import StepPlan
from socketlab.spec.timeline import KillFault, SignalFault
from tests.records import a_plan, a_record, released

STEPS = (
    StepPlan(number=1, name="a signal", fault=SignalFault(host="server", signal="USR1"), at_s=1.0),
    StepPlan(number=2, name="the end", fault=KillFault(host="server"), at_s=2.0),
)


def done(step: int, **changes: Any) -> FaultDone:
    return FaultDone(at_s=float(step), step=step, name="x", host="server", **changes)


def ask(*events: FaultDone) -> Answer:
    plan = a_plan(timeline=STEPS)
    return TimelinePlayed().judge(RecordedEvidence(a_record(released(), *events, plan=plan)))


def test_a_timeline_is_played_when_every_step_was() -> None:
    found = ask(done(1), done(2))
    assert (found.verdict, found.expected, found.seen) == (Verdict.PASS, "2 steps played", "all 2")


def test_a_step_that_was_never_due_leaves_it_open() -> None:
    found = ask(done(1))
    assert (found.verdict, found.seen) == (Verdict.UNKNOWN, 'step 2 ("the end") was never due')


def test_a_step_that_could_not_be_played_leaves_it_open_and_says_why() -> None:
    found = ask(done(1, trouble="no such host"), done(2))
    assert (found.verdict, found.seen) == (Verdict.UNKNOWN, 'step 1 ("a signal"): no such host')
