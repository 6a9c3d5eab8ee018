"""A check that is limited to the time in which a step was in force."""

from __future__ import annotations

from typing import Any

import pytest

from socketlab.checks.api import Verdict
from socketlab.events import Event, FaultDone, Released
from socketlab.judging.judge import judge
from tests.records import a_plan, a_record, behind_gate, noted, released

RELEASED = released()


def answer(*events: Event, first: Released | None = RELEASED, **check: Any) -> tuple[Verdict, str]:
    notes: list[Event] = []
    for sent, took_s in ((101.0, 0.1), (103.0, 0.9), (106.0, 0.2)):
        notes.append(noted("clients-1", "sent", data="x", conn="c", clock=sent))
        notes.append(noted("clients-1", "received", data="x", conn="c", clock=sent + took_s))
    gate = behind_gate("clients-1", 100.0, 120.0)
    begun = [] if first is None else [first]
    written = check or {"latency": {"fleet": "clients", "at_most": "500ms"}}
    plan = a_plan({"during": "outage", **written}, clients=1)
    (result,) = judge(a_record(begun, events, gate[:2], notes, gate[2:], plan=plan))
    return result.answer.verdict, result.answer.seen


def fault(at_s: float, *, undone: bool = False) -> FaultDone:
    """A run is released at 1 s, which is 100 on the lab's clock."""
    return FaultDone(at_s=at_s, step=1, name="outage", host="server", undone=undone)


ONE = "median {0}, slowest {0} (clients-1) of 1 reply"


@pytest.mark.parametrize(
    ("events", "verdict", "seen"),
    [
        ([fault(1.5), fault(3.0, undone=True)], Verdict.PASS, ONE.format("0.100s")),
        ([fault(3.0), fault(5.0, undone=True)], Verdict.FAIL, ONE.format("0.900s")),
        ([fault(6.0)], Verdict.PASS, ONE.format("0.200s")),
        ([fault(30.0)], Verdict.UNKNOWN, "no message was sent"),
        ([], Verdict.UNKNOWN, '"outage" was never in force'),
    ],
)
def test_only_what_was_sent_while_the_step_was_in_force_counts(
    events: list[Event], verdict: Verdict, seen: str
) -> None:
    assert answer(*events) == (verdict, seen)


def test_fairness_begins_with_the_first_message_of_that_time() -> None:
    found = answer(fault(3.0), fairness={"fleet": "clients", "longest_wait": "1s"})
    assert found == (Verdict.PASS, "index 1.000, longest wait 0.900s (clients-1)")
    found = answer(fault(30.0), fairness={"fleet": "clients", "longest_wait": "1s"})
    assert found == (Verdict.UNKNOWN, "no client received anything")


@pytest.mark.parametrize("first", [None, Released(at_s=1.0, clients=1, clock=None)])
def test_without_the_clients_clock_the_time_is_not_known(first: Released | None) -> None:
    assert answer(fault(1.5), first=first) == (Verdict.UNKNOWN, "the clock of the clients is not known")
