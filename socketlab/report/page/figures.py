"""What the page's script draws: lanes, bands and curves, as JSON that no text in it can leave."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from itertools import pairwise

from socketlab.events import FaultDone
from socketlab.judging.record import Record
from socketlab.language.printable import printable
from socketlab.record.spans import spans_of
from socketlab.report.page.lanes import KINDS, Lane
from socketlab.report.page.logs import Excerpt, links_of
from socketlab.report.page.tables import MOST_EVENTS
from socketlab.report.page.times import Curve

Band = tuple[float, float, str]

LONGEST_TEXT = 200


def bands_of(record: Record) -> tuple[Band, ...]:
    """The times in which faults were in force; one that is not undone ends when it begins."""
    faults = [event for event in record.events if isinstance(event, FaultDone)]
    found = {
        (span.begin_s, span.over_s, name)
        for name in dict.fromkeys(event.name for event in faults)
        for span in spans_of(faults, name)
    }
    return tuple(sorted(found))


def figures(
    record: Record, lanes: Sequence[Lane], curves: Sequence[Curve], excerpts: tuple[Excerpt, ...]
) -> str:
    """The JSON for the script."""
    texts: dict[str, int] = {}
    known = sum(len(lane.marks) for lane in lanes) <= MOST_EVENTS
    end_s = max((lane.marks[-1].at_s for lane in lanes if lane.marks), default=0.0)
    tree = {
        "end": round(end_s, 6),
        "kinds": KINDS,
        "lanes": [_lane(lane, texts, links_of(lane, excerpts)) for lane in lanes],
        "bands": [[_time(begin), _time(end), printable(name)] for begin, end, name in bands_of(record)],
        "curves": [
            {"name": printable(curve.name), "unit": curve.unit, "points": _points(curve)} for curve in curves
        ],
        "texts": list(texts),
        "listed": known,
    }
    return json.dumps(tree, separators=(",", ":")).replace("<", "\\u003c").replace("&", "\\u0026")


def _lane(lane: Lane, texts: dict[str, int], links: dict[int, str]) -> dict[str, object]:
    words = [f"{mark.text}: {mark.quote}" if mark.quote else mark.text for mark in lane.marks]
    lines = [mark.line for mark in lane.marks]
    return {
        "name": printable(lane.name),
        "group": printable(lane.group),
        "bars": [[_time(bar.begin_s), _time(bar.end_s), bar.kind] for bar in lane.bars],
        "at": [_time(mark.at_s) for mark in lane.marks],
        "kind": [KINDS.index(mark.kind) for mark in lane.marks],
        "text": [texts.setdefault(printable(word)[:LONGEST_TEXT], len(texts)) for word in words],
        "line": [*lines[:1], *(later - line for line, later in pairwise(lines))],
        "links": {str(number): printable(link) for number, link in links.items()},
    }


def _time(at_s: float) -> float:
    return round(at_s, 6)


def _points(curve: Curve) -> list[list[float]]:
    return [[_time(at_s), float(f"{value:.6g}")] for at_s, value in curve.points if math.isfinite(value)]
