"""Latency and throughput of a run's clients, over the whole run and over time."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from socketlab.report.page.lanes import Lane

PERCENTILES = (50.0, 90.0, 95.0, 99.0, 100.0)

COLUMNS = 60
"""Parts into which the time of a run, or the range of its latencies, is divided."""

Series = tuple[tuple[float, float], ...]
"""Points of a curve: moment in seconds, value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """How long a client waited for a reply.

    Args:
        end_s: When the reply came.
        took_s: From what was sent, or from its call.
    """

    end_s: float
    took_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """Something measured over time."""

    name: str
    unit: str
    points: Series


def waits_of(lanes: Iterable[Lane]) -> tuple[Wait, ...]:
    """Every wait of a client that ended."""
    return tuple(
        Wait(end_s=bar.end_s, took_s=bar.end_s - bar.begin_s)
        for lane in lanes
        for bar in lane.bars
        if bar.kind == "waiting"
    )


def percentile(sorted_values: Sequence[float], percent: float) -> float:
    """The smallest value that at least this share of the values does not exceed (nearest rank)."""
    return sorted_values[max(0, math.ceil(len(sorted_values) * percent / 100) - 1)]


def histogram(values: Sequence[float]) -> tuple[tuple[float, int], ...]:
    """How many values fall into each part of their range: the part's lower end, and the number."""
    least, most = min(values), max(values)
    width = (most - least) / COLUMNS or 1.0
    counts = [0] * COLUMNS
    for value in values:
        counts[min(COLUMNS - 1, int((value - least) / width))] += 1
    return tuple((least + number * width, count) for number, count in enumerate(counts))


def curves_of(lanes: Sequence[Lane], waits: Sequence[Wait], end_s: float) -> Iterator[Curve]:
    """Percentiles of latency, and what clients received, over time; nothing where nothing was noted."""
    width = end_s / COLUMNS or 1.0
    if waits:
        parts = _parted(((wait.end_s, wait.took_s) for wait in waits), width)
        for percent in (50.0, 95.0):
            points = tuple((at_s, percentile(sorted(values), percent)) for at_s, values in parts)
            yield Curve(name=f"latency, {percent:g}th percentile", unit="s", points=points)
    received = [
        (mark.at_s, float(mark.size))
        for lane in lanes
        if lane.group
        for mark in lane.marks
        if mark.kind == "received"
    ]
    if received:
        parts = _parted(received, width)
        points = tuple((at_s, sum(values) / width) for at_s, values in parts)
        yield Curve(name="received by clients", unit="B/s", points=_with_gaps_as_zero(points, width, end_s))


def _parted(values: Iterable[tuple[float, float]], width: float) -> list[tuple[float, list[float]]]:
    """Values by the part of the run that they fall into; each is at the middle of its part."""
    parts: dict[int, list[float]] = {}
    for at_s, value in values:
        parts.setdefault(min(COLUMNS - 1, int(at_s / width)), []).append(value)
    return [((number + 0.5) * width, parts[number]) for number in sorted(parts)]


def _with_gaps_as_zero(points: Series, width: float, end_s: float) -> Series:
    known = dict(points)
    moments = ((number + 0.5) * width for number in range(COLUMNS))
    return tuple((at_s, known.get(at_s, 0.0)) for at_s in moments if at_s <= end_s or at_s in known)
