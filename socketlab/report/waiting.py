"""How long clients waited, the combinations of a matrix side by side."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Iterator

from socketlab.report.result import Result

_MOST_COLUMNS = 8
"""Clients whose times are listed; of more than this, the range and the median are shown."""


def waiting_lines(results: Iterable[Result]) -> Iterator[str]:
    """A small table for each scenario that checks waiting times over several combinations of its matrix."""
    by_scenario: dict[str, list[Result]] = {}
    for result in results:
        by_scenario.setdefault(result.scenario, []).append(result)
    for scenario, played in by_scenario.items():
        asks = any(check.kind == "waiting_time" for result in played for check in result.checks)
        if not asks or len({result.label for result in played}) < 2:
            continue
        for fleet in played[0].fleets:
            yield f"  waiting times of {fleet} in {scenario}, in seconds"
            width = max(len(_cell(result)) for result in played)
            for result in played:
                waits = result.fleets[fleet].client_waiting_s
                yield f"    {_cell(result):<{width}}  {_times(waits)}"


def _cell(result: Result) -> str:
    return ", ".join(f"{name}={value}" for name, value in result.cell.items())


def _times(waits: tuple[float | None, ...]) -> str:
    known = sorted(wait for wait in waits if wait is not None)
    if not known:
        return "no client was answered"
    if len(waits) <= _MOST_COLUMNS:
        shown = "  ".join(f"{wait:.2f}" for wait in known)
    else:
        middle = statistics.median(known)
        shown = f"{known[0]:.2f} to {known[-1]:.2f}, median {middle:.2f}"
    missing = len(waits) - len(known)
    return f"{shown}  ({missing} not answered)" if missing else shown
