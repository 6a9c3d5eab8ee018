"""What must not appear in the output of a host or of a fleet."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import ConfigDict, Field, model_validator
from typing_extensions import override

from socketlab.checks.api import Answer, Finding, Measure, Verdict, answer_of, of_fleet
from socketlab.checks.lines import LineSearch
from socketlab.language.figures import share
from socketlab.language.names import FleetName, HostName
from socketlab.language.written import all_of, exactly_one
from socketlab.record.evidence import Evidence


class Never(LineSearch):
    """No line that a host or any client of a fleet prints matches.

    A matching line fails at any time. The check passes only where the record is complete: the host was
    followed to the end of a run that was not cut short, or the client ended or had all the time it was given.
    """

    summary: ClassVar = "something that a host, or a fleet's clients, must not print"
    example: ClassVar = 'never: {host: server, contains: "Traceback"}'

    model_config = ConfigDict(
        json_schema_extra=all_of(exactly_one("fleet", "host"), exactly_one("matches", "contains"))
    )

    kind: Literal["never"] = "never"
    fleet: FleetName | None = Field(default=None, description="no client of this fleet may print it")
    host: HostName | None = Field(default=None, description="or this host may not")
    stream: Literal["stdout", "stderr", "any"] = Field(
        default="any", description="where it is looked for; both by default"
    )

    @model_validator(mode="after")
    def _one_place(self) -> Never:
        if (self.fleet is None) == (self.host is None):
            raise ValueError("needs either fleet (the output of each client) or host")
        return self

    @property
    @override
    def title(self) -> str:
        if self.host is not None:
            return f"{self.host} never prints {self.sought}"
        return f"{of_fleet('no client', str(self.fleet))} ever prints {self.sought}"

    @override
    def judge(self, evidence: Evidence) -> Answer:
        expected = f"no lines {self.wanted}"
        whose = self._whose(evidence)
        findings, measures = [], []
        for name, variables in whose:
            found = self.matching_lines(name, variables, evidence)
            measures.append(Measure("lines", found.number, host=name))
            if found.number:
                findings.append(Finding(Verdict.FAIL, found.words(name), evidence.logs(name, *self.streams)))
            elif not self._is_complete(name, evidence):
                findings.append(Finding(Verdict.UNKNOWN, f"the output of {name} was cut short"))
            elif not found.is_all:
                findings.append(Finding(Verdict.UNKNOWN, found.words(name)))
        nouns = ("host", "hosts") if self.host is not None else ("client", "clients")
        otherwise = f"none from {share(len(whose), len(whose), *nouns)}"
        return answer_of(
            findings, asked=len(whose), expected=expected, otherwise=otherwise, measures=measures
        )

    def _whose(self, evidence: Evidence) -> list[tuple[str, dict[str, str]]]:
        if self.host is not None:
            return [(self.host, evidence.variables)]
        return [(client.host.name, client.variables) for client in evidence.fleet(self.fleet or "")]

    def _is_complete(self, name: str, evidence: Evidence) -> bool:
        """Whether all that it could print is in the record."""
        trace = evidence.trace(name)
        if evidence.released is None:
            return False
        return trace.started and not evidence.cut_short if self.host is not None else trace.is_complete
