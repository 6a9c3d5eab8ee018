"""How the clients of a fleet end."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field
from typing_extensions import override

from socketlab.checks.api import (
    NEVER_RELEASED,
    Answer,
    Check,
    Finding,
    Measure,
    Verdict,
    answer_of,
    answer_of_some,
    holds,
    of_fleet,
    unknown,
)
from socketlab.events import Exited
from socketlab.hosts.model import ClientPlan
from socketlab.language.bounds import CountOf
from socketlab.language.figures import rough_seconds, share
from socketlab.language.names import FleetName
from socketlab.language.units import Whole
from socketlab.record.evidence import Evidence


class ExitStatus(Check):
    """Every client of a fleet, or a given number of them, ends by itself with this exit status."""

    summary: ClassVar = "clients end by themselves with an exit status"
    example: ClassVar = "exit_status: {fleet: clients, is: 0}"

    kind: Literal["exit_status"] = "exit_status"
    fleet: FleetName = Field(description="whose clients")
    is_: Whole = Field(default=0, alias="is", ge=0, le=255, description="the exit status")
    clients: CountOf | None = Field(default=None, description="how many of the clients; all by default")

    @property
    @override
    def title(self) -> str:
        if self.clients is None:
            return f"{of_fleet('every client', self.fleet)} exits {self.is_}"
        whose = self.clients.of("client", "clients", none="no client")
        return f"{of_fleet(whose, self.fleet)} {self.clients.verb('exits', 'exit')} {self.is_}"

    @override
    def judge(self, evidence: Evidence) -> Answer:
        clients = evidence.fleet(self.fleet)
        whose = (
            f"each of {len(clients)} clients"
            if self.clients is None
            else f"{self.clients} of {len(clients)} clients"
        )
        expected = f"exit status {self.is_} from {whose}"
        if evidence.released is None:
            return unknown(expected, NEVER_RELEASED)
        measures = list(_statuses(clients, evidence))
        endings = [(client, *self._ending(client, evidence)) for client in clients]
        if self.clients is not None:
            verdicts = [verdict for _, verdict, _ in endings]
            return answer_of_some(verdicts, self.clients.holds, expected=expected, measures=measures)
        findings = []
        for client, verdict, how in endings:
            if verdict is not Verdict.PASS:
                files = evidence.logs(client.host.name, "stderr", "stdout")
                last = " / ".join(evidence.last_lines(client.host.name, "stderr", most=3))
                said = f", last on stderr: {last}" if last else ""
                findings.append(Finding(verdict, f"{client.host.name} {how}{said}", files))
        otherwise = share(len(clients), len(clients), "client", "clients")
        return answer_of(
            findings, asked=len(clients), expected=expected, otherwise=otherwise, measures=measures
        )

    def _ending(self, client: ClientPlan, evidence: Evidence) -> tuple[Verdict, str]:
        trace, verdict = evidence.trace(client.host.name), Verdict.UNKNOWN
        if trace.why_incomplete:
            return verdict, trace.why_incomplete
        waited_s = evidence.waited_s(client)
        if waited_s is not None:
            return Verdict.FAIL, f"had not ended after {rough_seconds(waited_s)}"
        match trace.exited:
            case None:
                how = "has no recorded end"
            case Exited(stopped=True):
                how = "was stopped"
            case Exited(out_of_memory=True):
                verdict, how = Verdict.FAIL, "ran out of memory"
            case Exited(code=None):
                how = "ended; its exit status is unknown"
            case by_itself:
                verdict, how = holds(by_itself.code == self.is_), f"exited {by_itself.code}"
        return verdict, how


def _statuses(clients: tuple[ClientPlan, ...], evidence: Evidence) -> list[Measure]:
    ends = [(client.host.name, evidence.trace(client.host.name).exited) for client in clients]
    return [
        Measure("exit_status", end.code, host=name)
        for name, end in ends
        if end is not None and end.code is not None and not end.stopped
    ]
