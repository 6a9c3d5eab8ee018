"""What the clients of a fleet print."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field
from typing_extensions import override

from socketlab.checks.api import (
    NEVER_RELEASED,
    Answer,
    Finding,
    Measure,
    Verdict,
    answer_of,
    answer_of_some,
    of_fleet,
    unknown,
)
from socketlab.checks.lines import LineCount
from socketlab.language.bounds import CountOf
from socketlab.language.figures import share
from socketlab.language.names import FleetName
from socketlab.record.evidence import Evidence


class Output(LineCount):
    """Each client of a fleet, or a given number of them, prints matching lines."""

    summary: ClassVar = "lines that clients print; ${index} and the like are each client's own"
    example: ClassVar = 'output: {fleet: clients, contains: "hello ${index}"}'

    kind: Literal["output"] = "output"
    fleet: FleetName = Field(description="whose clients")
    clients: CountOf | None = Field(default=None, description="how many of the clients; all by default")

    @property
    @override
    def title(self) -> str:
        if self.clients is None:
            whose = "no client" if self.count.is_none else "every client"
            return f"{of_fleet(whose, self.fleet)} {self.predicate('prints')}"
        whose = self.clients.of("client", "clients", none="no client")
        verbs = ("does not print", "do not print") if self.count.is_none else ("prints", "print")
        return f"{of_fleet(whose, self.fleet)} {self.predicate(self.clients.verb(*verbs))}"

    @override
    def judge(self, evidence: Evidence) -> Answer:
        clients = evidence.fleet(self.fleet)
        whose = "each client" if self.clients is None else f"{self.clients} of {len(clients)} clients"
        expected = f"{self.count.of('line', 'lines')} {self.wanted} from {whose}"
        if evidence.released is None:
            return unknown(expected, NEVER_RELEASED)
        lines = [
            (client.host.name, self.matching_lines(client.host.name, client.variables, evidence))
            for client in clients
        ]
        verdicts = [self.verdict(found, final=evidence.trace(name).is_complete) for name, found in lines]
        measures = [Measure("lines", found.number, host=name) for name, found in lines]
        if self.clients is not None:
            return answer_of_some(verdicts, self.clients.holds, expected=expected, measures=measures)
        findings = []
        for (name, found), verdict in zip(lines, verdicts, strict=True):
            if verdict is not Verdict.PASS:
                findings.append(Finding(verdict, found.words(name), evidence.logs(name, *self.streams)))
        otherwise = share(len(clients), len(clients), "client", "clients")
        return answer_of(
            findings, asked=len(clients), expected=expected, otherwise=otherwise, measures=measures
        )
