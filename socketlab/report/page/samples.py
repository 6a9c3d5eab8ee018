"""The series that collectors sampled beside a run, as curves."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import pairwise
from typing import Any

from socketlab.record.bounds import tree_from_json
from socketlab.record.members import number, text
from socketlab.report.page.times import Curve

MOST_HOSTS = 8
"""Hosts whose resources are drawn."""

_LONGEST_TEXT = 200


def resources_of(lines: str, hosts: Collection[str]) -> Iterator[Curve]:
    """Processors and memory of each host over time; a line that is not a sample is left out.

    Args:
        lines: What ``samples/resources.jsonl`` has; it is untrusted.
        hosts: Whose samples are wanted.
    """
    rows: dict[str, list[tuple[float, dict[str, Any]]]] = {}
    for line in lines.splitlines():
        row = _row(line)
        at_s = number(row, "at_s")
        name = text(row, "host")
        if at_s is not None and name in hosts and (name in rows or len(rows) < MOST_HOSTS):
            rows.setdefault(name, []).append((at_s, row))
    for name, samples in rows.items():
        yield Curve(name=f"{name}: processors", unit="", points=tuple(_rates(samples)))
        memory = ((at_s, number(row, "memory_bytes")) for at_s, row in samples)
        points = tuple((at_s, value) for at_s, value in memory if value is not None)
        yield Curve(name=f"{name}: memory", unit="B", points=points)


def _row(line: str) -> dict[str, Any]:
    try:
        row = tree_from_json(line, longest_text=_LONGEST_TEXT)
    except ValueError:
        return {}
    return row if isinstance(row, dict) else {}


def _rates(samples: list[tuple[float, dict[str, Any]]]) -> Iterator[tuple[float, float]]:
    """How many processors were in use between two samples."""
    for (before_s, before), (at_s, row) in pairwise(samples):
        used, earlier = number(row, "cpu_s"), number(before, "cpu_s")
        if used is not None and earlier is not None and at_s > before_s:
            yield at_s, max(0.0, (used - earlier) / (at_s - before_s))
