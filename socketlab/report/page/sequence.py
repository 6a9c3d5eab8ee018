"""Who said what to whom: a sequence chart of a small run, from its journals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from socketlab.report.page.lanes import Lane, Mark
from socketlab.report.page.markup import Markup, element

MOST_HOSTS = 12
MOST_MESSAGES = 150

_COLUMN = 150
_ROW = 22
_TOP = 46

_ARROWS = {"connect": "connect", "sent": "", "closed": "close"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """Something that one host said to another."""

    at_s: float
    source: str
    destination: str
    text: str


def messages_of(lanes: Sequence[Lane]) -> tuple[Message, ...]:
    """Connects, what was sent, and closes, of connections whose two ends keep a journal; in order of time."""
    ends: dict[str, list[str]] = {}
    for lane in lanes:
        for conn in dict.fromkeys(mark.conn for mark in lane.marks if mark.conn):
            ends.setdefault(conn, []).append(lane.name)
    found = [
        Message(at_s=mark.at_s, source=lane.name, destination=other, text=_text(mark))
        for lane in lanes
        for mark in _first_connects(lane)
        if mark.kind in _ARROWS and (other := _other(ends.get(mark.conn, []), lane.name))
    ]
    return tuple(sorted(found, key=lambda message: message.at_s))


def _first_connects(lane: Lane) -> Iterator[Mark]:
    """The marks of a lane; of a connection's call and its success only the first."""
    seen: set[str] = set()
    for mark in lane.marks:
        if mark.kind == "connect":
            if mark.conn in seen:
                continue
            seen.add(mark.conn)
        yield mark


def _other(ends: list[str], name: str) -> str:
    return next((end for end in ends if end != name), "") if len(ends) == 2 else ""


def _text(mark: Mark) -> str:
    return _ARROWS[mark.kind] or (f"{mark.size} B {mark.quote}" if mark.quote else mark.text)


def sequence_chart(messages: Sequence[Message]) -> Markup | None:
    """The chart; ``None`` where there is nothing to show, or too much for a chart to be of use."""
    hosts = tuple(dict.fromkeys(name for one in messages for name in (one.destination, one.source)))
    if not messages or len(hosts) > MOST_HOSTS:
        return None
    shown = messages[:MOST_MESSAGES]
    places = {name: 90 + number * _COLUMN for number, name in enumerate(hosts)}
    width, height = 100 + len(hosts) * _COLUMN, _TOP + (len(shown) + 1) * _ROW
    lines = [_life_line(name, place, height) for name, place in places.items()]
    arrows = [_arrow(one, places, _TOP + (row + 1) * _ROW) for row, one in enumerate(shown)]
    chart = element(
        "svg",
        _arrow_head(),
        *lines,
        *arrows,
        viewBox=f"0 0 {width} {height}",
        width=width,
        height=height,
        role="img",
        aria_label="sequence chart",
    )
    rest = len(messages) - len(shown)
    note = element("p", f"The first {len(shown)} of {len(messages)} messages.") if rest else Markup("")
    return element("div", note, chart, class_="wide")


def _arrow_head() -> Markup:
    tip = element("path", d="M0 0L8 4L0 8z", class_="tip")
    marker = element(
        "marker",
        tip,
        id="arrow-head",
        markerWidth=8,
        markerHeight=8,
        refX=8,
        refY=4,
        orient="auto-start-reverse",
    )
    return element("defs", marker)


def _life_line(name: str, place: int, height: int) -> Markup:
    title = element("text", name, x=place, y=20, text_anchor="middle", class_="name")
    line = element("line", x1=place, y1=30, x2=place, y2=height, class_="life")
    return element("g", title, line)


def _arrow(message: Message, places: dict[str, int], y: int) -> Markup:
    source, destination = places[message.source], places[message.destination]
    short = message.text if len(message.text) <= 40 else f"{message.text[:39]}…"
    kind = "arrow small" if message.text in _ARROWS.values() else "arrow"
    return element(
        "g",
        element("title", f"{message.at_s:.6f}s {message.source} → {message.destination}: {message.text}"),
        element("text", f"{message.at_s:.3f}s", x=4, y=y + 4, class_="time"),
        element("line", x1=source, y1=y, x2=destination, y2=y, class_=kind, marker_end="url(#arrow-head)"),
        element("text", short, x=(source + destination) / 2, y=y - 4, text_anchor="middle", class_="said"),
    )
