"""A step that comes when a host prints a line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from pydantic import Field

from socketlab.language.patterns import Expression, Sought, literal, with_literals
from socketlab.language.selectors import Selectors
from socketlab.language.units import Whole
from socketlab.language.variables import finish
from socketlab.runtimes.api import Output
from socketlab.triggers.api import Happening, Resolve, Trigger

_LONGEST_LINE = 1 << 16
"""Bytes of an unfinished line that are kept; of a longer one, each such piece counts as a line."""


class Line(Sought, Trigger):
    """A line that a host prints: the first one that matches, or the one with this number.

    ``contains`` also finds text in a line that is not finished, such as a prompt; ``matches`` needs the whole
    line.

    Args:
        host: Whose output; of several hosts, the lines of all are counted.
        stream: Where.
        number: Which matching line, from 1.
    """

    summary: ClassVar = "once, when a host prints a line"
    example: ClassVar = (
        'when: {host: server, contains: "ready"}\nafter: 300ms\nsignal: {host: server, signal: HUP}'
    )

    kind: Literal["line"] = "line"
    host: Selectors
    stream: Literal["stdout", "stderr"] = "stdout"
    number: Whole = Field(default=1, ge=1)

    def watch(self) -> LineWatch:
        """What counts the lines of one run."""
        return LineWatch(self)

    @property
    def wording(self) -> str:
        """``when server prints ready``."""
        which = f" ({self.number}.)" if self.number > 1 else ""
        return f"when {', '.join(self.host)} prints {self.contains or self.matches}{which}"

    def planned(self, resolve: Resolve, variables: Mapping[str, str]) -> Line:
        """With host names and texts; in a pattern, a variable's value is taken literally."""
        update: dict[str, object] = {"host": resolve(self.host)}
        if self.matches is None:
            update["contains"] = finish(self.contains or "", variables)
        else:
            update["matches"] = with_literals(self.matches, variables)
        return self.model_copy(update=update)


class LineWatch:
    """Counts the lines that a trigger waits for.

    Args:
        line: The trigger, planned.
    """

    def __init__(self, line: Line) -> None:
        self._line = line
        self._pattern = Expression(line.matches or literal(line.contains or ""))
        self._left = line.number
        self._pending: dict[str, bytes] = dict.fromkeys(line.host, b"")
        self._counted: set[str] = set()

    def sees(self, happening: Happening) -> bool:
        """Whether the line has come with this output."""
        if not isinstance(happening, Output) or happening.stream != self._line.stream:
            return False
        host = happening.host
        if host not in self._pending:
            return False
        *lines, rest = (self._pending[host] + happening.content).split(b"\n")
        if len(rest) > _LONGEST_LINE:
            lines, rest = [*lines, rest], b""
        for line in lines:
            self._take(host, line, finished=True)
        if rest and self._line.matches is None:
            self._take(host, rest, finished=False)
        self._pending[host] = rest
        return self._left <= 0

    def _take(self, host: str, line: bytes, *, finished: bool) -> None:
        """Count a line once, whether it was found before or after it was finished."""
        if host not in self._counted and self._pattern.found_in(line.decode(errors="replace")):
            self._left -= 1
            self._counted.add(host)
        if finished:
            self._counted.discard(host)
