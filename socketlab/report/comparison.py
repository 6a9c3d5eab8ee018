"""Two sets of runs compared, measure by measure, with regard to how much each varies by itself.

A difference of medians says little where single runs differ as much. With enough values on both sides, the
Mann-Whitney test decides whether a difference is more than noise; it assumes no distribution. With fewer, not
even values that do not overlap at all would be significant, and the difference of medians is all there is.

Source: H. B. Mann, D. R. Whitney, "On a test of whether one of two random variables is stochastically larger
than the other", Ann. Math. Statist. 18 (1947); N. Cliff, "Dominance statistics", Psych. Bulletin 114 (1993).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from statistics import median
from typing import Literal

from socketlab.errors import LabError
from socketlab.report.result import Result

SIGNIFICANT = 0.05
"""Below this probability a difference is not taken for noise."""

FEWEST = 4
"""Values that each side needs: with 3 and 3 the smallest probability is 0.1."""

Measures = dict[str, tuple[float, ...]]
"""The values of each measure; its name ends with its unit in parentheses, if it has one."""

Finding = Literal["same", "noise", "differs", "untested", "only one side"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One measure on both sides.

    Args:
        name: The measure.
        before: Its values on the first side.
        after: Its values on the second side.
        change_ratio: By how much the median changed, relative to the first; ``None`` where that is not known.
        probability: That values at least as different come from the same distribution; ``None`` if untested.
        effect: Cliff's delta: -1 where all second values are smaller, 1 where all are larger.
        finding: What follows.
    """

    name: str
    before: tuple[float, ...]
    after: tuple[float, ...]
    change_ratio: float | None
    probability: float | None
    effect: float | None
    finding: Finding

    def exceeds(self, limit_ratio: float) -> bool:
        """Whether it differs by more than a limit, and that is not noise."""
        beyond = self.change_ratio is not None and abs(self.change_ratio) > limit_ratio
        return beyond and self.finding in {"differs", "untested"}


def measures_of(results: Sequence[Result]) -> Measures:
    """What was measured in the runs of one side: a value a run, and of a single run one a client."""
    found: dict[str, list[float]] = {}
    for result in results:
        for name, values in _of_result(result):
            one = values if len(results) == 1 else [median(values)]
            found.setdefault(name, []).extend(one)
    return {name: tuple(values) for name, values in found.items()}


def _of_result(result: Result) -> Iterator[tuple[str, list[float]]]:
    yield f"{result.label}: run (s)", [result.elapsed_s]
    for name, fleet in result.fleets.items():
        single = {"elapsed": fleet.elapsed_s, "start skew": fleet.start_skew_s}
        several = {"client time": fleet.client_elapsed_s, "client waiting": fleet.client_waiting_s}
        for what, values in {**{key: (one,) for key, one in single.items()}, **several}.items():
            if known := [value for value in values if value is not None]:
                yield f"{result.label}: {name} {what} (s)", known
    by_name: dict[str, list[float]] = {}
    for check in result.checks:
        for measure in check.measures:
            unit = f" ({measure.unit})" if measure.unit else ""
            by_name.setdefault(f"{result.label}: {check.name}: {measure.name}{unit}", []).append(
                measure.value
            )
    yield from by_name.items()


def compare(before: Measures, after: Measures) -> tuple[Comparison, ...]:
    """Every measure of both sides, in the order of the first.

    Raises:
        LabError: when SciPy is needed and not installed.
    """
    names = dict.fromkeys([*before, *after])
    return tuple(_compare(name, before.get(name, ()), after.get(name, ())) for name in names)


def _compare(name: str, before: tuple[float, ...], after: tuple[float, ...]) -> Comparison:
    change = probability = effect = None
    finding: Finding = "only one side"
    if before and after:
        old, new = median(before), median(after)
        change = (new - old) / abs(old) if old else (0.0 if new == old else math.inf)
        finding = "same" if old == new else "untested"
        if min(len(before), len(after)) >= FEWEST:
            probability, effect = mann_whitney(before, after)
            finding = finding if finding == "same" else _tested(probability)
    return Comparison(
        name=name,
        before=before,
        after=after,
        change_ratio=change,
        probability=probability,
        effect=effect,
        finding=finding,
    )


def _tested(probability: float) -> Finding:
    return "differs" if probability < SIGNIFICANT else "noise"


def mann_whitney(before: Sequence[float], after: Sequence[float]) -> tuple[float, float]:
    """The two-sided probability of the Mann-Whitney test, and Cliff's delta of the second side.

    Raises:
        LabError: when SciPy is not installed.
    """
    try:
        test = import_module("scipy.stats").mannwhitneyu  # only this needs it, and it is large
    except ImportError as error:
        raise LabError("compare needs SciPy", hint='install "socketlab[compare]"') from error
    found = test(after, before, alternative="two-sided")
    return float(found.pvalue), 2 * float(found.statistic) / (len(before) * len(after)) - 1


def columns_of(comparison: Comparison) -> tuple[str, ...]:
    """The cells of a table, for :data:`HEADINGS`."""
    change, probability, effect = comparison.change_ratio, comparison.probability, comparison.effect
    return (
        comparison.name,
        _side(comparison.before),
        _side(comparison.after),
        "-" if change is None else f"{change:+.1%}",
        "-" if probability is None else f"{probability:.3f}",
        "-" if effect is None else f"{effect:+.2f}",
        comparison.finding,
    )


HEADINGS = ("measure", "before", "after", "change", "p", "effect", "finding")


def _side(values: Sequence[float]) -> str:
    return f"{median(values):.6g} (n={len(values)})" if values else "-"


def as_json(comparison: Comparison) -> Mapping[str, object]:
    """A comparison for programs; a change from zero is ``null``."""
    change = comparison.change_ratio
    return {
        "name": comparison.name,
        "before": list(comparison.before),
        "after": list(comparison.after),
        "change_ratio": change if change is None or math.isfinite(change) else None,
        "probability": comparison.probability,
        "effect": comparison.effect,
        "finding": comparison.finding,
    }
