"""The family of checks that look for lines in what clients and hosts print."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from pydantic import Field

from socketlab.checks.api import Check, Verdict
from socketlab.language.bounds import Count, CountOf
from socketlab.language.figures import counted
from socketlab.language.lines import CutLine, MissingLines
from socketlab.language.patterns import Sought, pattern_for
from socketlab.language.variables import finish
from socketlab.record.evidence import Evidence


@dataclass(frozen=True, slots=True)
class Found:
    """How many lines match.

    Args:
        number: Lines that match.
        cut: Lines whose beginning does not, and that are too long for the rest to be searched.
        kept: How much of the output was kept, where there was more: there may be further lines.
    """

    number: int
    cut: int = 0
    kept: str = ""

    @property
    def is_all(self) -> bool:
        """Whether no line is missing or cut."""
        return not (self.cut or self.kept)

    def words(self, host: str = "") -> str:
        """``2 lines from server``, and what was not searched where that is so."""
        found = counted(self.number, "line", "lines") + (f" from {host}" if host else "")
        if self.cut:
            longer = f"{counted(self.cut, 'line', 'lines')} longer than 1 MiB"
            found = f"{found}, and {longer}, searched only up to there"
        if self.kept:
            found = f"{found}, in the first {self.kept} of the output: the rest was not kept"
        return found


def _found(lines: Iterator[str], matches: Callable[[str], object]) -> Found:
    number, cut, kept = 0, 0, ""
    for line in lines:
        if isinstance(line, MissingLines):
            kept = line
        elif matches(line):
            number += 1
        elif isinstance(line, CutLine):
            cut += 1
    return Found(number, cut, kept)


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

    def matching_lines(self, host: str, variables: dict[str, str], evidence: Evidence) -> Found:
        """How many of a host's lines match, with the values of its variables filled in."""
        if self.contains is not None:
            text = finish(self.contains, variables)
            lines = (line for stream in self.streams for line in evidence.lines(host, stream, holding=text))
            return _found(lines, lambda line: text in line)
        pattern = pattern_for(self.matches or "", variables)
        lines = (line for stream in self.streams for line in evidence.lines(host, stream))
        return _found(lines, pattern.found_in)


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

    def verdict(self, found: Found, *, final: bool) -> Verdict:
        """Whether this many lines are right; output that was cut short might have gone on."""
        numbers = range(found.number, found.number + found.cut + 1)
        verdicts = {self._verdict(number, final=final and not found.kept) for number in numbers}
        return verdicts.pop() if len(verdicts) == 1 else Verdict.UNKNOWN

    def _verdict(self, number: int, *, final: bool) -> Verdict:
        too_many = self.count.at_most is not None and number > self.count.at_most
        if final or too_many:
            return Verdict.PASS if self.count.holds(number) else Verdict.FAIL
        return Verdict.PASS if self.count.holds(number) and self.count.at_most is None else Verdict.UNKNOWN
