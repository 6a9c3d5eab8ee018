"""What was measured on a path against what was asked for: is the condition in force?"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from socketlab.links.model import Conditions, Measured

DELAY_SHARE, DELAY_S = 0.05, 0.001
"""How far a delay may be off: the larger of these."""

JITTER_SHARE = 0.15
RATE_SHARE = 0.10
STANDARD_ERRORS = 3.0
QUICK_STANDARD_ERRORS = 5.0
"""For a few probes: only what is clearly wrong is found."""

UNIFORM_QUARTILES, NORMAL_QUARTILES = math.sqrt(3), 1.349
"""From the first to the third quartile, in standard deviations."""

MANY = 1000
"""From this number of probes on, shares and spreads are judged by their exact bounds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One quantity of a path.

    Args:
        quantity: ``delay``, ``jitter``, ``loss``, ``duplicate`` or ``rate``.
        unit: ``s``, ``bit/s``, or empty for a share.
        declared: What was asked for.
        measured: What was found; ``None`` where no probe arrived.
        within: Whether that is near enough.
    """

    quantity: str
    unit: str
    declared: float
    measured: float | None
    within: bool


def readings(conditions: Conditions, measured: Measured) -> Iterator[Reading]:
    """Every quantity that the probes say something about."""
    many = measured.arrived >= MANY
    if conditions.delay_s or not many:
        yield _delay(conditions, measured)
    if conditions.jitter_s and many and not conditions.reorder_ratio:
        yield _jitter(conditions, measured)
    if measured.sent:
        loss = loss_of(conditions)
        if loss or measured.arrived < measured.sent:
            yield _loss(conditions, measured)
    if measured.arrived and (conditions.duplicate_ratio or measured.copies):
        found = measured.copies / measured.arrived
        yield _share("duplicate", conditions.duplicate_ratio, found, measured.arrived)
    if measured.rate_bit_s is not None:
        off = abs(measured.rate_bit_s - conditions.rate_bit_s)
        yield Reading(
            quantity="rate",
            unit="bit/s",
            declared=conditions.rate_bit_s,
            measured=measured.rate_bit_s,
            within=off <= RATE_SHARE * conditions.rate_bit_s,
        )


def loss_of(conditions: Conditions) -> float:
    """The share of packets lost in the long run.

    Source: the stationary distribution of the two-state Markov chain: bad with probability p / (p + r).
    """
    if not conditions.enter_ratio:
        return conditions.loss_ratio
    bad = conditions.enter_ratio / (conditions.enter_ratio + conditions.leave_ratio)
    return bad * conditions.bad_loss_ratio + (1 - bad) * conditions.loss_ratio


def deviation_of(conditions: Conditions) -> float:
    """The standard deviation of the delay that the jitter comes to."""
    uniform = conditions.distribution == "uniform"
    return conditions.jitter_s / math.sqrt(3) if uniform else conditions.jitter_s


def _delay(conditions: Conditions, measured: Measured) -> Reading:
    """The median, which a few late probes on a busy machine do not move."""
    spread = deviation_of(conditions) / math.sqrt(max(1, measured.arrived))
    bound = max(DELAY_SHARE * conditions.delay_s, DELAY_S) + QUICK_STANDARD_ERRORS * spread
    found = measured.median_s
    nothing = loss_of(conditions) == 1.0
    near = found is not None and abs(found - conditions.delay_s) <= bound
    return Reading(
        quantity="delay", unit="s", declared=conditions.delay_s, measured=found, within=near or nothing
    )


def _jitter(conditions: Conditions, measured: Measured) -> Reading:
    """The standard deviation that follows from the quartiles, which a few late probes do not change."""
    declared, quartiles = deviation_of(conditions), measured.quartiles_s
    share = UNIFORM_QUARTILES if conditions.distribution == "uniform" else NORMAL_QUARTILES
    found = None if quartiles is None else quartiles / share
    within = found is not None and abs(found - declared) <= JITTER_SHARE * declared
    return Reading(quantity="jitter", unit="s", declared=declared, measured=found, within=within)


def _loss(conditions: Conditions, measured: Measured) -> Reading:
    """A probe with a bit error may be lost as well: that depends on where the error is."""
    found, length = 1 - measured.arrived / measured.sent, _run_length(conditions)
    spoilt = conditions.corrupt_ratio
    return _share("loss", loss_of(conditions), found, measured.sent, run_length=length, more=spoilt)


def _share(
    quantity: str, declared: float, found: float, count: int, *, run_length: float = 1.0, more: float = 0.0
) -> Reading:
    """A share of some probes, which may be larger by another share."""
    many = count >= MANY
    errors = STANDARD_ERRORS if many else QUICK_STANDARD_ERRORS
    variance = max(share * (1 - share) for share in (declared, min(1.0, declared + more)))
    bound = errors * math.sqrt(variance * run_length / count) + (0.5 / count if many else 1 / count)
    return Reading(
        quantity=quantity,
        unit="",
        declared=declared,
        measured=found,
        within=-bound <= found - declared <= more + bound,
    )


def _run_length(conditions: Conditions) -> float:
    """How much more the number of losses varies when they come in bursts.

    Source: the variance of a sum over a two-state Markov chain: (1 + c) / (1 - c), c = 1 - p - r.
    """
    if not conditions.enter_ratio:
        return 1.0
    kept = 1 - conditions.enter_ratio - conditions.leave_ratio
    return max(1.0, (1 + kept) / (1 - kept)) if kept < 1 else 1.0
