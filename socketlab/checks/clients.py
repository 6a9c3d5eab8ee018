"""How clients ended."""

from __future__ import annotations

from socketlab.checks.evidence import Evidence
from socketlab.checks.verdict import Answer, Finding, Verdict, answer_of, answer_of_some, holds
from socketlab.events import Exited
from socketlab.hosts.model import ClientPlan
from socketlab.record.layout import EVENTS
from socketlab.spec.checks import ExitStatus

NEVER_RELEASED = "the fleet was never released"


def judge_exit_status(check: ExitStatus, evidence: Evidence) -> Answer:
    """Every client ended by itself with the status that was asked for."""
    clients = evidence.plan.fleet(check.fleet)
    whose = f"each of {len(clients)}" if check.clients is None else f"{check.clients} of {len(clients)}"
    expected = f"exit status {check.is_} from {whose}"
    if evidence.released is None:
        return unknown(expected, NEVER_RELEASED)
    endings = [(client, *_ending(client, check.is_, evidence)) for client in clients]
    if check.clients is not None:
        verdicts = [verdict for _, verdict, _ in endings]
        return answer_of_some(verdicts, check.clients.holds, expected=expected, evidence=(EVENTS,))
    findings = []
    for client, verdict, how in endings:
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


def unknown(expected: str, seen: str) -> Answer:
    """What the events do not tell."""
    return Answer(verdict=Verdict.UNKNOWN, expected=expected, seen=seen, evidence=(EVENTS,))
