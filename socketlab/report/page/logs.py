"""What hosts wrote, as a part of the page: beginning and end of each log, within limits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from socketlab.judging.record import Record
from socketlab.record.layout import log_name
from socketlab.report.page.lanes import Lane, Mark
from socketlab.report.page.markup import Markup, element

ALL_LOGS = 100_000
"""Characters of all logs of a page."""

LARGEST_SHARE = 16_000
SMALLEST_SHARE = 400
"""Characters of one log, at most and at least."""

MOST_LINES = 400
LONGEST_LINE = 400
LAST_LINES = 10

MOST_MATCHED = 2_000
"""Marks of a lane that are looked for in its log."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """The lines of a log that the page shows.

    Args:
        host: Whose log.
        stream: ``stdout`` or ``stderr``.
        lines: Its first lines.
        last: Its last lines, where those between are left out.
    """

    host: str
    stream: str
    lines: tuple[str, ...]
    last: tuple[str, ...] = ()

    def anchor(self, number: int) -> str:
        """The name of a line, for links."""
        return f"log-{self.host}-{self.stream}-{number}"


def excerpts_of(record: Record) -> tuple[Excerpt, ...]:
    """What the page shows of each log that has something in it."""
    share = max(SMALLEST_SHARE, min(LARGEST_SHARE, ALL_LOGS // max(1, len(record.outputs))))
    found = (_excerpt(record, host, stream, share) for host, stream in record.outputs)
    return tuple(excerpt for excerpt in found if excerpt.lines)


def _excerpt(record: Record, host: str, stream: str, share: int) -> Excerpt:
    lines: list[str] = []
    cut = False
    for line in islice(record.lines(host, stream), MOST_LINES + 1):
        share -= min(len(line), LONGEST_LINE) + 1
        if lines and (share < 0 or len(lines) == MOST_LINES):
            cut = True
            break
        lines.append(_cut(line))
    last = record.last_lines(host, stream, most=LAST_LINES) if cut else ()
    return Excerpt(host=host, stream=stream, lines=tuple(lines), last=tuple(map(_cut, last)))


def _cut(line: str) -> str:
    return line if len(line) <= LONGEST_LINE else f"{line[:LONGEST_LINE]}…"


def links_of(lane: Lane, excerpts: tuple[Excerpt, ...]) -> dict[int, str]:
    """The log lines that belong to marks of a lane: by the mark's number, the name of the line.

    A line belongs to a mark if it has what was sent or received, or the name of the connection; of several
    equal ones, the first that no earlier mark has.
    """
    own = [excerpt for excerpt in excerpts if excerpt.host == lane.name]
    found: dict[int, str] = {}
    taken: set[str] = set()
    for number, mark in enumerate(lane.marks[:MOST_MATCHED]):
        places = _places(mark, own)
        place = next((one for one in places if one not in taken), places[-1] if places else "")
        if place:
            taken.add(place)
            found[number] = place
    return found


def _places(mark: Mark, excerpts: list[Excerpt]) -> list[str]:
    for sought in _needles(mark):
        places = [
            excerpt.anchor(row)
            for excerpt in excerpts
            for row, line in enumerate(excerpt.lines, start=1)
            if sought in line
        ]
        if places:
            return places
    return []


def _needles(mark: Mark) -> Iterator[str]:
    """What a line about a mark may have in it; less than three characters are too common."""
    port = mark.conn.rpartition(":")[2]
    sought = (mark.quote.strip(), mark.conn, port if len(port) >= 4 else "")
    return (text for text in sought if len(text) >= 3)


def logs_as_html(excerpts: tuple[Excerpt, ...]) -> Iterator[Markup]:
    """Each log with its lines, folded."""
    for excerpt in excerpts:
        file = log_name(excerpt.host, excerpt.stream)
        rows = [
            element("li", line or " ", id=excerpt.anchor(row))
            for row, line in enumerate(excerpt.lines, start=1)
        ]
        rest: tuple[Markup, ...] = ()
        if excerpt.last:
            note = element("p", "Lines between are left out; the last ones:")
            rest = (note, element("ul", *(element("li", line) for line in excerpt.last), class_="log"))
        yield element(
            "details",
            element("summary", f"{excerpt.host} {excerpt.stream}"),
            element("p", element("a", file, href=file)),
            element("ol", *rows, class_="log"),
            *rest,
            id=f"log-{excerpt.host}-{excerpt.stream}",
        )
