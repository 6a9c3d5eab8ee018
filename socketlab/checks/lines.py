"""The family of checks that look for lines in what clients and hosts print."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from socketlab.checks.api import Check, Verdict
from socketlab.language.bounds import Count, CountOf
from socketlab.language.patterns import Sought, pattern_for
from socketlab.language.variables import finish
from socketlab.record.evidence import Evidence


class LineSearch(Sought, Check):
    """Lines to look for: text as it is, or a regular expression."""

    stream: Literal["stdout", "stderr", "any"] = Field(
        default="stdout", description="where they are looked for; any is both"
    )

    @property
    def streams(self) -> tuple[str, ...]:
        """The streams to search."""
        return ("stdout", "stderr") if self.stream == "any" else (self.stream,)

    @property
    def sought(self) -> str:
        """What is looked for, to follow ``prints``: ``"refused"``, ``a line matching "^refused"``."""
        return f'"{self.contains}"' if self.contains is not None else f'a line matching "{self.matches}"'

    @property
    def wanted(self) -> str:
        """What a line must be, to follow ``lines``: ``containing "refused"``."""
        return f'containing "{self.contains}"' if self.contains is not None else f"matching /{self.matches}/"

    def matching_lines(self, host: str, variables: dict[str, str], evidence: Evidence) -> int:
        """How many of a host's lines match, with the values of its variables filled in."""
        if self.contains is not None:
            wanted = finish(self.contains, variables)
            return sum(
                wanted in line
                for stream in self.streams
                for line in evidence.lines(host, stream, holding=wanted)
            )
        pattern = pattern_for(self.matches or "", variables)
        lines = (line for stream in self.streams for line in evidence.lines(host, stream))
        return sum(pattern.found_in(line) for line in lines)


class LineCount(LineSearch):
    """A number of lines to look for."""

    count: CountOf = Field(
        default_factory=lambda: Count(at_least=1), description="how many lines; at least 1 by default"
    )

    def predicate(self, verb: str) -> str:
        """The expectation: ``prints "refused"``, ``print 2 lines containing "refused"``."""
        if self.count.is_none or self.count == Count(at_least=1):
            return f"{verb} {self.sought}"
        return f"{verb} {self.count.of('line', 'lines')} {self.wanted}"

    def verdict(self, number: int, *, final: bool) -> Verdict:
        """Whether this many lines are right; output that was cut short might have gone on."""
        too_many = self.count.at_most is not None and number > self.count.at_most
        if final or too_many:
            return Verdict.PASS if self.count.holds(number) else Verdict.FAIL
        return Verdict.PASS if self.count.holds(number) and self.count.at_most is None else Verdict.UNKNOWN
