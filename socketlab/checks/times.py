"""How long clients took, how long they waited, and how far apart they began."""

from __future__ import annotations

import statistics

from socketlab.checks.clients import NEVER_RELEASED, unknown
from socketlab.checks.evidence import Evidence
from socketlab.checks.verdict import Answer, Verdict, holds
from socketlab.hosts.model import ClientPlan
from socketlab.record.layout import EVENTS
from socketlab.spec.check_times import ClientTime, FleetTime, StartSkew, WaitingTime


def judge_client_time(check: ClientTime, evidence: Evidence) -> Answer:
    """Every client's time lies within the limits."""
    clients = evidence.plan.fleet(check.fleet)
    times = [(client.host.name, evidence.elapsed_s(client)) for client in clients]
    known = sorted((time, name) for name, time in times if time is not None)
    if known and not (check.holds(known[0][0]) and check.holds(known[-1][0])):
        return _timed(Verdict.FAIL, check.wording, _range(known))
    late = _too_late(check, clients, evidence)
    if late is not None:
        return late
    if len(known) < len(clients):
        missing = next(name for name, time in times if time is None)
        return unknown(check.wording, _why_unknown(evidence, f"no times of {missing}"))
    return _timed(Verdict.PASS, check.wording, _range(known))


def judge_fleet_time(check: FleetTime, evidence: Evidence) -> Answer:
    """The time from the first release to the last end lies within the limits."""
    clients = evidence.plan.fleet(check.fleet)
    late = _too_late(check, clients, evidence)
    if late is not None:
        return late
    span = evidence.span_s(clients)
    if span is None:
        return unknown(check.wording, _why_unknown(evidence, "not every client's times are known"))
    return _timed(holds(check.holds(span)), check.wording, f"{span:.3f}s")


def judge_waiting_time(check: WaitingTime, evidence: Evidence) -> Answer:
    """Clients' times from their call to their first answer lie within the limits."""
    clients = evidence.plan.fleet(check.fleet)
    waits = [(client.host.name, evidence.waiting_s(client)) for client in clients]
    known = sorted((wait, name) for name, wait in waits if wait is not None)
    if check.of == "each" and known and not (check.holds(known[0][0]) and check.holds(known[-1][0])):
        return _timed(Verdict.FAIL, f"{check.of} {check.wording}", _range(known))
    if len(known) < len(clients):
        missing = next(name for name, wait in waits if wait is None)
        return unknown(check.wording, _why_unknown(evidence, f"{missing} tells of no answer"))
    one = {
        "each": known[-1][0],  # all of them hold, as asked above
        "fastest": known[0][0],
        "slowest": known[-1][0],
        "median": statistics.median(wait for wait, _ in known),
    }[check.of]
    return _timed(holds(check.holds(one)), f"{check.of} {check.wording}", _range(known))


def judge_skew(check: StartSkew, evidence: Evidence) -> Answer:
    """The first and the last connect lie within the limits."""
    skew = evidence.skew_s(evidence.plan.fleet(check.fleet))
    if skew is None:
        return unknown(check.wording, _why_unknown(evidence, "not every client's start is known"))
    return _timed(holds(check.holds(skew)), check.wording, f"{skew * 1000:.1f}ms")


def _too_late(
    check: ClientTime | FleetTime, clients: tuple[ClientPlan, ...], evidence: Evidence
) -> Answer | None:
    """Who had not ended when the run gave it up took too long, if the time that had passed says so."""
    for client in clients:
        waited_s = evidence.waited_s(client)
        if waited_s is not None and check.at_most is not None and waited_s >= check.at_most:
            seen = f"{client.host.name} had not ended after {waited_s:.1f}s"
            return _timed(Verdict.FAIL, check.wording, seen)
    return None


def _timed(verdict: Verdict, expected: str, seen: str) -> Answer:
    return Answer(verdict=verdict, expected=expected, seen=seen, evidence=(EVENTS,))


def _range(known: list[tuple[float, str]]) -> str:
    (fastest, first), (slowest, last) = known[0], known[-1]
    return f"{fastest:.3f}s ({first}) to {slowest:.3f}s ({last})"


def _why_unknown(evidence: Evidence, otherwise: str) -> str:
    return NEVER_RELEASED if evidence.released is None else otherwise
