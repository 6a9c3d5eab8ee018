"""Rounds of several things in turn, so that a machine whose speed drifts is as unfair to each of them."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field

ATTEMPTS = 3
"""For one figure, where what the machine did spoils it."""


class Spoiled(Exception):
    """A figure that tells nothing of what was to be measured."""


@dataclass
class Series:
    """The figures of one thing, in the order of its rounds."""

    name: str
    unit: str = "s"
    figures: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        return statistics.median(self.figures)

    def __str__(self) -> str:
        spread = f"{min(self.figures):.3f} to {max(self.figures):.3f}, n={len(self.figures)}"
        return f"{self.name:<44} {self.median:9.3f} {self.unit:<6} ({spread})"


def interleave(
    rounds: int, measures: dict[str, Callable[[], float]], *, unit: str = "s"
) -> dict[str, Series]:
    """Take each measure once a round; every other round in the opposite order."""
    series = {name: Series(name, unit) for name in measures}
    for number in range(rounds):
        names = list(measures)
        for name in names if number % 2 == 0 else reversed(names):
            series[name].figures.append(unspoiled(measures[name]))
    return series


def unspoiled(measure: Callable[[], float]) -> float:
    """A figure; one that is spoiled is taken again, a few times."""
    for _ in range(ATTEMPTS - 1):
        try:
            return measure()
        except Spoiled as spoiled:
            print(f"  taken again: {spoiled}", flush=True)
    return measure()


def stopwatch(action: Callable[[], object]) -> float:
    """Seconds that an action takes."""
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


def report(title: str, *lines: object) -> None:
    print(f"\n{title}")
    for line in lines:
        print(f"  {line}", flush=True)


def target(what: str, value: float, limit: float, *, at_least: bool = False) -> str:
    """One line that holds a figure against what is asked of it."""
    reached = value >= limit if at_least else value <= limit
    bound = "at least" if at_least else "at most"
    return f"{'reached' if reached else 'MISSED '}  {what}: {value:.3f}, wanted {bound} {limit:g}"
