"""How late the lab was, from what the gates report."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import yaml

from socketlab.checks.api import Verdict
from socketlab.events import Event, Released
from socketlab.judging.evidence import RecordedEvidence
from tests.records import a_client, a_plan, a_record, ask, behind_gate, gated, noted, released, timed_out


def found(*events: Event | list[Event]) -> float:
    """The lateness of a run with two clients, in milliseconds."""
    evidence = RecordedEvidence(a_record(*events, plan=a_plan(None)))
    return round(1000 * evidence.late_s(), 3)


def client(name: str, opened_s: float = 0.0, **had: Any) -> list[Event]:
    """A client that its gate released so late, and what it had of the processors."""
    return behind_gate(name, 100.0 + opened_s, 105.0 + opened_s, **had)


def test_the_latest_gate_counts() -> None:
    assert found(released(), client("clients-1", 0.25), client("clients-2", 0.5)) == 500


@pytest.mark.parametrize(
    ("waited", "used", "machine_used", "late_ms"),
    [
        (0.1, 0.1, 8.0, 300),  # two loops beside it, and the same for its server
        (0.1, 0.1, 0.1, 0),  # nothing else ran: it has kept itself waiting
        (0.1, 0.1, 0.25, 150),  # no longer than others have used
        (0.1, 0.3, 0.25, 0),  # the machine's time is coarse
        (0.0, 4.0, 8.0, 0),  # it has used much, and waited for nothing
    ],
)
def test_a_wait_for_a_processor_counts_as_far_as_others_used_it(
    waited: float, used: float, machine_used: float, late_ms: float
) -> None:
    had = {"waited": waited, "used": used, "machine_used": machine_used}
    assert found(released(), client("clients-1", **had)) == late_ms
    assert found(released(), client("clients-1", 0.5, **had)) == 500 + late_ms


def test_clients_that_keep_the_processors_from_each_other_are_not_excused() -> None:
    burning = {"waited": 2.0, "used": 2.0, "machine_used": 4.0}
    assert found(released(), client("clients-1", **burning), client("clients-2", **burning)) == 0
    beside = burning | {"waited": 2.1, "machine_used": 5.0}
    assert found(released(), client("clients-1", **beside), client("clients-2", **burning)) == 1000


@pytest.mark.parametrize(("began", "late_ms"), [(100.0, 0), (102.5, 1000), (105.0, 2000), (107.0, 2000)])
def test_what_another_client_used_counts_as_far_as_both_lived_at_a_time(began: float, late_ms: float) -> None:
    first = client("clients-1", waited=2.0, used=2.0, machine_used=4.0)
    second = behind_gate("clients-2", began, began + 5.0, waited=0.0, used=2.0, machine_used=4.0)
    opened_ms = 1000 * (began - 100.0)
    assert found(released(), first, second) == opened_ms + late_ms


def test_a_client_that_lived_for_no_time_has_used_nothing() -> None:
    instant = behind_gate("clients-2", 101.0, 101.0, waited=0.0, used=9.0, machine_used=0.0)
    first = client("clients-1", waited=0.5, used=0.0, machine_used=4.0)
    assert found(released(), first, instant) == 1000 + 1500


def test_one_fleet_is_not_excused_by_the_lateness_of_another() -> None:
    events = [*client("clients-1", 0.25), *client("others-1", 0.5)]
    plan = replace(a_plan(None), clients=(a_client(1), a_client(1, fleet="others")))
    evidence = RecordedEvidence(a_record(released(), events, plan=plan))
    assert [evidence.late_s(fleet) for fleet in ("clients", "others", None)] == [0.25, 0.5, 0.5]


def test_nothing_is_known_without_gates_or_without_a_moment() -> None:
    assert found(released()) == 0
    assert found(released(), gated("clients-1")) == 0
    assert found(client("clients-1", 0.5)) == 0
    unfinished = client("clients-1", waited=0.5, used=0.0, machine_used=4.0)[:2]
    assert found(released(), unfinished) == 0
    assert found(released(), noted("clients-1", "released", "gate"), client("clients-2")) == 0
    assert found(Released(at_s=1.0, clients=2, clock=None), client("clients-1", 0.5)) == 0


def given_up(given_s: float, **had: Any) -> RecordedEvidence:
    """A client that had not ended at the timeout, and what its gate said when it was stopped."""
    gate = client("clients-1", **had)[:3]
    return RecordedEvidence(a_record(released(), gate, timed_out("clients-1", given_s), plan=a_plan(None)))


@pytest.mark.parametrize("waited", [1.0, 1.2])
def test_a_client_that_lost_a_tenth_of_its_time_to_others_was_cut_off(waited: float) -> None:
    found = given_up(33.0, waited=waited, used=0.0, machine_used=60.0)
    trace, (one, _) = found.trace("clients-1"), found.fleet("clients")
    late = f"was cut off after 33.0s; the lab was up to {3000 * waited:.1f}ms late itself"
    lost = waited > 1.1
    assert (trace.is_complete, trace.was_cut_off) == (not lost, lost)
    assert trace.why_incomplete == (late if lost else "")
    assert found.waited_s(one) == 33.0


def test_a_client_that_slept_or_worked_itself_had_its_time() -> None:
    assert given_up(30.0, waited=0.0, used=0.0, machine_used=60.0).trace("clients-1").is_complete
    assert given_up(30.0, waited=20.0, used=60.0, machine_used=60.0).trace("clients-1").is_complete


def test_a_client_without_a_gate_had_its_time() -> None:
    for before in ([released()], []):
        given = RecordedEvidence(a_record(before, timed_out("clients-1"), plan=a_plan(None)))
        assert given.trace("clients-1").is_complete


@pytest.mark.parametrize("check", ["exit_status: {fleet: clients}", "output: {fleet: clients, contains: x}"])
def test_no_check_fails_for_a_client_that_lost_its_time(check: str) -> None:
    gate = client("clients-1", waited=20.0, used=0.0, machine_used=60.0)[:3]
    events = [released(), *gate, *timed_out("clients-1"), *client("clients-2")]
    outputs = {"clients-1.stdout": "", "clients-2.stdout": "x"}
    assert ask(yaml.safe_load(check), events, outputs=outputs).verdict is Verdict.UNKNOWN


@pytest.mark.parametrize(("limit", "verdict"), [("10s", Verdict.FAIL), ("20s", Verdict.UNKNOWN)])
def test_a_limit_is_missed_by_a_client_that_had_that_time_and_more(limit: str, verdict: Verdict) -> None:
    gate = client("clients-1", waited=5.0, used=0.0, machine_used=60.0)[:3]
    events = [released(), *gate, *timed_out("clients-1"), *client("clients-2")]
    assert ask({"fleet_time": {"fleet": "clients", "at_most": limit}}, events).verdict is verdict
