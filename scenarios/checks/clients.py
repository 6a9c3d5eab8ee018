"""How clients ended, and how long they took."""

from __future__ import annotations

from scenarios.checks.evidence import Evidence
from scenarios.checks.verdict import Answer, Verdict, holds, worst
from scenarios.events import Exited
from scenarios.plan.model import ClientPlan
from scenarios.record import EVENTS, log_name
from scenarios.spec.checks import ClientTime, ExitStatus, FleetTime, StartSkew

NEVER_RELEASED = "the fleet was never released"


def judge_exit_status(check: ExitStatus, evidence: Evidence) -> Answer:
    """Every client ended by itself with the status that was asked for."""
    clients = evidence.plan.fleet(check.fleet)
    expected = f"exit status {check.is_} from each of {len(clients)}"
    if evidence.released is None:
        return Answer(verdict=Verdict.UNKNOWN, expected=expected, seen=NEVER_RELEASED, evidence=(EVENTS,))
    found = [(client, _oddity(client, check.is_, evidence)) for client in clients]
    odd = [(client, oddity) for client, oddity in found if oddity is not None]
    if not odd:
        return Answer(verdict=Verdict.PASS, expected=expected, seen=f"{len(clients)} of {len(clients)}")
    first, (_, how) = odd[0]
    more = f" (and {len(odd) - 1} more)" if len(odd) > 1 else ""
    files = tuple(log_name(client.host.name, "stderr") for client, _ in odd[:3])
    return Answer(
        verdict=worst(verdict for _, (verdict, _) in odd),
        expected=expected,
        seen=f"{first.host.name} {how}{more}",
        evidence=files,
    )


def _oddity(client: ClientPlan, status: int, evidence: Evidence) -> tuple[Verdict, str] | None:
    trace = evidence.trace(client.host.name)
    if trace.timed_out:
        return Verdict.FAIL, "had not ended when the run's time was over"
    match trace.exited:
        case None:
            return Verdict.UNKNOWN, "did not tell how it ended"
        case Exited(stopped=True):
            return Verdict.UNKNOWN, "was stopped"
        case Exited(code=None):
            return Verdict.UNKNOWN, "ended, nobody can tell how"
        case Exited(out_of_memory=True):
            return Verdict.FAIL, "ran out of memory"
        case Exited(code=code) if code != status:
            return Verdict.FAIL, f"exited {code}"
    return None


def judge_client_time(check: ClientTime, evidence: Evidence) -> Answer:
    """Every client's time lies within the limits."""
    clients = evidence.plan.fleet(check.fleet)
    times = [(client.host.name, evidence.elapsed_s(client)) for client in clients]
    known = sorted((time, name) for name, time in times if time is not None)
    late = [client for client in clients if evidence.trace(client.host.name).timed_out]
    if late and check.at_most is not None:
        return _timed_out(check.wording, late, evidence)
    if len(known) < len(clients):
        missing = next(name for name, time in times if time is None)
        seen = NEVER_RELEASED if evidence.released is None else f"no times of {missing}"
        return Answer(verdict=Verdict.UNKNOWN, expected=check.wording, seen=seen, evidence=(EVENTS,))
    verdict = holds(all(check.holds(time) for time, _ in known))
    (fastest, first), (slowest, last) = known[0], known[-1]
    seen = f"{fastest:.3f}s ({first}) to {slowest:.3f}s ({last})"
    return Answer(verdict=verdict, expected=check.wording, seen=seen, evidence=(EVENTS,))


def judge_fleet_time(check: FleetTime, evidence: Evidence) -> Answer:
    """The time from the first release to the last end lies within the limits."""
    clients = evidence.plan.fleet(check.fleet)
    late = [client for client in clients if evidence.trace(client.host.name).timed_out]
    if late and check.at_most is not None:
        return _timed_out(check.wording, late, evidence)
    span = evidence.span_s(clients)
    if span is None or late:
        seen = NEVER_RELEASED if evidence.released is None else "not every client ended"
        return Answer(verdict=Verdict.UNKNOWN, expected=check.wording, seen=seen, evidence=(EVENTS,))
    return Answer(
        verdict=holds(check.holds(span)), expected=check.wording, seen=f"{span:.3f}s", evidence=(EVENTS,)
    )


def _timed_out(expected: str, late: list[ClientPlan], evidence: Evidence) -> Answer:
    """Who had not ended when the time was over took too long, if the time that passed says so."""
    seen = f"{late[0].host.name} had not ended after {evidence.plan.timeout_s:g}s"
    return Answer(verdict=Verdict.FAIL, expected=expected, seen=seen, evidence=(EVENTS,))


def judge_skew(check: StartSkew, evidence: Evidence) -> Answer:
    """The first and the last connect lie within the limits."""
    skew = evidence.skew_s(evidence.plan.fleet(check.fleet))
    if skew is None:
        seen = NEVER_RELEASED if evidence.released is None else "not every client's start is known"
        return Answer(verdict=Verdict.UNKNOWN, expected=check.wording, seen=seen, evidence=(EVENTS,))
    return Answer(
        verdict=holds(check.holds(skew)),
        expected=check.wording,
        seen=f"{skew * 1000:.1f}ms",
        evidence=(EVENTS,),
    )
