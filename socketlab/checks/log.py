"""What a host prints."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field
from typing_extensions import override

from socketlab.checks.api import NEVER_RELEASED, Answer, Measure, unknown
from socketlab.checks.lines import LineCount
from socketlab.language.names import HostName
from socketlab.record.evidence import Evidence


class Log(LineCount):
    """A host prints matching lines from the start of the run on."""

    summary: ClassVar = "lines that a host prints during the run"
    example: ClassVar = 'log: {host: server, contains: "connected by"}'

    kind: Literal["log"] = "log"
    host: HostName = Field(description="which host")

    @property
    @override
    def title(self) -> str:
        if self.count.is_none:
            return f"{self.host} {self.predicate('does not print')}"
        return f"{self.host} {self.predicate('prints')}"

    @override
    def judge(self, evidence: Evidence) -> Answer:
        expected = f"{self.count.of('line', 'lines')} {self.wanted} from {self.host}"
        if evidence.released is None:
            return unknown(expected, NEVER_RELEASED)
        found = self.matching_lines(self.host, evidence.variables, evidence)
        if not found.number and not evidence.trace(self.host).started:
            return unknown(expected, f"no start of {self.host} is recorded")
        return Answer(
            verdict=self.verdict(found, final=not evidence.cut_short),
            expected=expected,
            seen=found.words(),
            measures=(Measure("lines", found.number, host=self.host),),
            evidence=evidence.logs(self.host, *self.streams),
        )
