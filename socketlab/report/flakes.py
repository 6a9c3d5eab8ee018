"""Repeated runs of one scenario: how often they did not pass, which checks failed, and how to play one again.

Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927);
recommended for small numbers by Brown, Cai and DasGupta, Statistical Science 16 (2001).
"""

from __future__ import annotations

import math
import shlex
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import NormalDist

from socketlab.checks.api import Verdict
from socketlab.language.figures import share
from socketlab.report.result import Result
from socketlab.report.wording import word_of

CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class Flakes:
    """The runs of one scenario with the same values.

    Args:
        label: Scenario and values.
        runs: How many runs there were.
        passes: How many of them passed.
        low: Below this the true share of runs that do not pass is not likely.
        high: The same, above.
        checks: How many runs each check did not pass in, the most frequent first.
        replay: What follows ``socketlab`` in the command that plays the first run that did not pass again.
    """

    label: str
    runs: int
    passes: int
    low: float
    high: float
    checks: dict[str, int]
    replay: str


def flakes_of(results: Sequence[Result], named: dict[str, str]) -> tuple[Flakes, ...]:
    """What repeated runs show; of scenarios that ran only once nothing.

    Args:
        results: The runs, in order.
        named: What the user called each scenario, by its name.
    """
    groups: dict[str, list[Result]] = {}
    for result in results:
        groups.setdefault(result.label, []).append(result)
    return tuple(_flakes(runs, named) for runs in groups.values() if len(runs) > 1)


def _flakes(runs: Sequence[Result], named: dict[str, str]) -> Flakes:
    lost = [run for run in runs if run.outcome != "pass"]
    low, high = wilson(len(lost), len(runs))
    checks = Counter(
        check.name
        for run in lost
        for check in run.checks
        if check.verdict is not Verdict.PASS and word_of(check) != "warning"
    )
    return Flakes(
        label=runs[0].label,
        runs=len(runs),
        passes=len(runs) - len(lost),
        low=low,
        high=high,
        checks=dict(checks.most_common()),
        replay=replay_of(lost[0], named) if lost else "",
    )


def wilson(found: int, of: int) -> tuple[float, float]:
    """The interval in which a share lies with a confidence of 95 %.

    Args:
        found: How many were found.
        of: Among how many; at least one.
    """
    z = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)
    ratio, square = found / of, z * z / of
    middle = (ratio + square / 2) / (1 + square)
    half = z / (1 + square) * math.sqrt(ratio * (1 - ratio) / of + square / (4 * of))
    return max(0.0, middle - half), min(1.0, middle + half)


def replay_of(result: Result, named: dict[str, str]) -> str:
    """The verb and its arguments that play a run with the same choices."""
    settings = [f"--set={name}={value}" for name, value in result.cell.items()]
    return shlex.join(
        ["run", named.get(result.scenario, result.scenario), *settings, f"--seed={result.seed}"]
    )


def flakes_in_words(flakes: Flakes) -> Iterator[str]:
    """The lines of a terminal."""
    lost = flakes.runs - flakes.passes
    interval = f"{flakes.low:.1%} to {flakes.high:.1%} at {CONFIDENCE:.0%} confidence"
    yield f"{flakes.label}: {share(flakes.passes, flakes.runs, 'run', 'runs')} passed"
    yield f"  not passed {lost / flakes.runs:.1%} ({interval})"
    yield from (f"  {number:>4} x {name}" for name, number in flakes.checks.items())
    if flakes.replay:
        yield f"  play the first of them again: socketlab {flakes.replay}"
