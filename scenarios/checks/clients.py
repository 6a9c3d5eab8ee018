"""How clients ended, and how long they took."""

from __future__ import annotations

from scenarios.checks.evidence import Evidence
from scenarios.checks.verdict import Answer, Finding, Verdict, answer_of, holds
from scenarios.events import Exited
from scenarios.plan.model import ClientPlan
from scenarios.record import EVENTS
from scenarios.spec.checks import ClientTime, ExitStatus, FleetTime, StartSkew

NEVER_RELEASED = "the fleet was never released"


def judge_exit_status(check: ExitStatus, evidence: Evidence) -> Answer:
    """Every client ended by itself with the status that was asked for."""
    clients = evidence.plan.fleet(check.fleet)
    expected = f"exit status {check.is_} from each of {len(clients)}"
    if evidence.released is None:
        return unknown(expected, NEVER_RELEASED)
    findings = []
    for client in clients:
        verdict, how = _ending(client, check.is_, evidence)
        if verdict is not Verdict.PASS:
            files = evidence.logs(client.host.name, "stderr", "stdout")
            findings.append(Finding(verdict, f"{client.host.name} {how}", files))
    return answer_of(findings, expected=expected, otherwise=f"{len(clients)} of {len(clients)}")


def _ending(client: ClientPlan, status: int, evidence: Evidence) -> tuple[Verdict, str]:
    waited_s = evidence.waited_s(client)
    if waited_s is not None:
        return Verdict.FAIL, f"had not ended after {waited_s:.1f}s"
    verdict = Verdict.UNKNOWN
    match evidence.trace(client.host.name).exited:
        case None:
            how = "did not tell how it ended"
        case Exited(stopped=True):
            how = "was stopped"
        case Exited(out_of_memory=True):
            verdict, how = Verdict.FAIL, "ran out of memory"
        case Exited(code=None):
            how = "ended, nobody can tell how"
        case by_itself:
            verdict, how = holds(by_itself.code == status), f"exited {by_itself.code}"
    return verdict, how


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


def judge_skew(check: StartSkew, evidence: Evidence) -> Answer:
    """The first and the last connect lie within the limits."""
    skew = evidence.skew_s(evidence.plan.fleet(check.fleet))
    if skew is None:
        return unknown(check.wording, _why_unknown(evidence, "not every client's start is known"))
    return _timed(holds(check.holds(skew)), check.wording, f"{skew * 1000:.1f}ms")


def unknown(expected: str, seen: str) -> Answer:
    """What the events do not tell."""
    return Answer(verdict=Verdict.UNKNOWN, expected=expected, seen=seen, evidence=(EVENTS,))


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
