"""Whether a file exists at the end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

from pydantic import ConfigDict, Field, model_validator
from typing_extensions import override

from socketlab.checks.api import (
    NEVER_RELEASED,
    Answer,
    Check,
    Finding,
    Measure,
    Verdict,
    answer_of,
    holds,
    of_fleet,
    unknown,
)
from socketlab.events import FileSeen
from socketlab.language.figures import share
from socketlab.language.figures import size as size_words
from socketlab.language.names import FleetName, HostName
from socketlab.language.units import Size
from socketlab.language.values import absolute_path
from socketlab.language.variables import Text, finish
from socketlab.language.written import exactly_one
from socketlab.record.evidence import Evidence
from socketlab.record.observations import Observation, Participants


class File(Check):
    """A file exists, or does not, when all clients have ended; a directory counts as well."""

    summary: ClassVar = "a file exists at the end, or does not"
    example: ClassVar = "file: {host: server, path: /tmp/core, exists: false}"
    model_config = ConfigDict(json_schema_extra=exactly_one("fleet", "host"))

    kind: Literal["file"] = "file"
    fleet: FleetName | None = Field(default=None, description="on each client of this fleet")
    host: HostName | None = Field(default=None, description="or on this host")
    path: Text = Field(min_length=1, description="absolute on a host, relative on a client; not in `tmpfs`")
    exists: bool = Field(default=True, description="whether it must exist")
    size: Size | None = Field(default=None, description="how large it must be")

    @model_validator(mode="after")
    def _one_place(self) -> File:
        if (self.fleet is None) == (self.host is None):
            raise ValueError("needs either fleet (a file of each client) or host")
        if self.host is not None:
            absolute_path(self.path)
        if self.size is not None and not self.exists:
            raise ValueError("a file that must not exist has no size")
        return self

    @property
    @override
    def title(self) -> str:
        size = "" if self.size is None else f" ({size_words(self.size)})"
        if self.host is not None:
            return f"{self.host} {'has' if self.exists else 'does not have'} {self.path}{size}"
        clients = "every client" if self.exists else "no client"
        return f"{of_fleet(clients, str(self.fleet))} has {self.path}{size}"

    @override
    def looks(self, participants: Participants) -> Iterator[Observation]:
        if self.host is not None:
            yield Observation(kind="file", host=self.host, at="end", path=finish(self.path, {}))

    @override
    def collects(self, fleet: str) -> Iterator[str]:
        if self.fleet == fleet:
            yield self.path

    @override
    def judge(self, evidence: Evidence) -> Answer:
        expected = f"{self.path} is {self._wanted}"
        if evidence.released is None:
            return unknown(expected, NEVER_RELEASED)
        files = [(name, evidence.file(name, path)) for name, path in self._places(evidence)]
        findings = []
        for name, (verdict, what) in ((name, self._verdict(seen)) for name, seen in files):
            if verdict is not Verdict.PASS:
                findings.append(Finding(verdict, f"{name} {what}"))
        nouns = ("host", "hosts") if self.host is not None else ("client", "clients")
        sizes = ((name, seen.size) for name, seen in files if seen is not None)
        measures = [Measure("size", size, "B", name) for name, size in sizes if size is not None]
        otherwise = share(len(files), len(files), *nouns)
        return answer_of(
            findings, asked=len(files), expected=expected, otherwise=otherwise, measures=measures
        )

    def _places(self, evidence: Evidence) -> list[tuple[str, str]]:
        if self.host is not None:
            return [(self.host, finish(self.path, {}))]
        return [(one.host.name, finish(self.path, one.variables)) for one in evidence.fleet(str(self.fleet))]

    @property
    def _wanted(self) -> str:
        if not self.exists:
            return "absent"
        return "present" if self.size is None else f"present, {size_words(self.size)}"

    def _verdict(self, seen: FileSeen | None) -> tuple[Verdict, str]:
        if seen is None or seen.is_there is None:
            reason = (seen.trouble if seen else "") or "no reason is recorded"
            why = "did not report the file" if seen is None else f"cannot read the file: {reason}"
            return Verdict.UNKNOWN, why
        if not seen.is_there:
            return holds(not self.exists), "has no such file"
        if not self.exists:
            return Verdict.FAIL, "has it" if seen.size is None else f"has it, {size_words(seen.size)}"
        if self.size is not None and seen.size is None:
            return Verdict.UNKNOWN, f"has it, its size is unknown: {seen.trouble}"
        return holds(self.size in (None, seen.size)), f"has {size_words(seen.size or 0)}"
