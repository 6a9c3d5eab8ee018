"""A step that comes when a host prints a line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from pydantic import Field

from socketlab.events import Exited
from socketlab.language.lines import LineFinder
from socketlab.language.patterns import Expression, Sought, with_literals
from socketlab.language.selectors import Selectors
from socketlab.language.units import Whole
from socketlab.language.variables import finish
from socketlab.runtimes.api import Output
from socketlab.triggers.api import Happening, Resolve, Trigger

_MOST_LINES = 1_000_000
"""Lines that are counted for one step."""


class Line(Sought, Trigger):
    """A line that a host prints: the first one that matches, or the one with this number.

    ``contains`` also finds text in an unfinished line, such as a prompt; ``matches`` needs the whole line,
    and an unfinished one is whole when the host has ended. Of a line, the first mebibyte is searched.

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
    number: Whole = Field(default=1, ge=1, le=_MOST_LINES)

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
        self._stream = line.stream
        self._left = line.number
        search = None if line.matches is None else Expression(line.matches).found_in
        self._finders = {host: LineFinder(line.contains or "", matches=search) for host in line.host}

    def sees(self, happening: Happening) -> bool:
        """Whether the line has come with this output, or with the end of its host."""
        match happening:
            case Output(host=host, stream=stream) if stream == self._stream and host in self._finders:
                self._left -= self._finders[host].feed(happening.content)
            case Exited(host=host) if host in self._finders:
                self._left -= self._finders[host].end()
            case _:
                return False
        return self._left <= 0
