"""Whether files arrive whole."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, Field
from typing_extensions import override

from socketlab.checks.api import (
    NEVER_RELEASED,
    Answer,
    Check,
    Finding,
    Measure,
    Verdict,
    answer_of,
    of_fleet,
    unknown,
)
from socketlab.events import FileSeen
from socketlab.language.figures import share, size
from socketlab.language.names import FleetName, HostName
from socketlab.language.values import absolute_path
from socketlab.language.variables import Text, finish
from socketlab.record.evidence import Evidence
from socketlab.record.layout import EVENTS
from socketlab.record.observations import Observation, Participants


class SameFile(Check):
    """The file that each client ends up with has size and SHA-256 of the one on a host."""

    summary: ClassVar = "each client's file equals a host's, by size and SHA-256"
    example: ClassVar = (
        "same_file: {fleet: clients, file: /etc/debian_version, host: server, source: /etc/debian_version}"
    )

    kind: Literal["same_file"] = "same_file"
    fleet: FleetName = Field(description="whose clients")
    file: Text = Field(min_length=1, description="the copy on each client, relative to its working directory")
    host: HostName = Field(description="where the original is")
    source: Annotated[str, AfterValidator(absolute_path)] = Field(description="the original's absolute path")

    @property
    @override
    def title(self) -> str:
        return f"{of_fleet('every client', self.fleet)} ends up with the bytes of {self.host}:{self.source}"

    @override
    def looks(self, participants: Participants) -> Iterator[Observation]:
        for client in participants.fleet(self.fleet):
            path = finish(self.source, client.variables)
            if not participants.places(self.host, path):
                yield Observation(kind="file", host=self.host, at="end", path=path)

    @override
    def collects(self, fleet: str) -> Iterator[str]:
        if self.fleet == fleet:
            yield self.file

    @override
    def judge(self, evidence: Evidence) -> Answer:
        clients = evidence.fleet(self.fleet)
        expected = f"{self.file} of each client has the bytes of {self.host}:{self.source}"
        if evidence.released is None:
            return unknown(expected, NEVER_RELEASED)
        findings, measures = [], []
        for client in clients:
            name = client.host.name
            original = evidence.file(self.host, finish(self.source, client.variables))
            copy = evidence.file(name, finish(self.file, client.variables))
            verdict, what = _compare(original, copy)
            if copy is not None and copy.size is not None:
                measures.append(Measure("size", copy.size, "B", name))
            if verdict is not Verdict.PASS:
                logs = evidence.logs(name, "stderr", "stdout")
                findings.append(Finding(verdict, f"{name} {what}", tuple(dict.fromkeys((EVENTS, *logs)))))
        total = int(sum(measure.value for measure in measures))
        otherwise = f"{share(len(clients), len(clients), 'client', 'clients')}, {size(total)} in all"
        return answer_of(
            findings, asked=len(clients), expected=expected, otherwise=otherwise, measures=measures
        )


def _compare(original: FileSeen | None, copy: FileSeen | None) -> tuple[Verdict, str]:
    if original is None or original.sha256 is None:
        reason = original.trouble if original else "it was not read"
        return Verdict.UNKNOWN, f"cannot be compared, the original is unknown: {reason}"
    if copy is None or copy.is_there is None:
        reason = copy.trouble if copy else ""
        return Verdict.UNKNOWN, f"cannot read its file: {reason}" if reason else "did not report its file"
    if copy.sha256 is None:
        return Verdict.FAIL, f"has no {copy.path}: {copy.trouble}"
    if copy.size != original.size:
        return Verdict.FAIL, f"has {copy.size} of {size(original.size or 0)}"
    if copy.sha256 != original.sha256:
        return Verdict.FAIL, f"has {size(copy.size or 0)} with another SHA-256"
    return Verdict.PASS, ""
