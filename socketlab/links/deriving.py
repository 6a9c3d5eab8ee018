"""Conditions from what people write, and back: what was declared is what a change starts from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from socketlab.links.model import Conditions
from socketlab.links.settings import BurstLoss

QUEUE_S = 0.05
"""What a queue holds beyond what is under way, where the scenario does not say."""

BURST_S = 0.01
FULL_PACKET = 1514
SMALLEST_BURST = 2 * FULL_PACKET
SMALLEST_QUEUE = 10 * FULL_PACKET


def conditions_of(settings: Mapping[str, Any]) -> Conditions:
    """Conditions with all that follows from others: the burst of a rate, and its queue."""
    loss = settings.get("loss", 0.0)
    bursts = loss if isinstance(loss, BurstLoss) else None
    rate, delay = settings.get("rate", 0), settings.get("delay", 0.0)
    under_way = rate * (2 * delay + QUEUE_S) / 8
    return Conditions(
        delay_s=delay,
        jitter_s=settings.get("jitter", 0.0),
        distribution=settings.get("distribution", "uniform") if settings.get("jitter") else "uniform",
        loss_ratio=bursts.good if bursts else loss,
        bad_loss_ratio=bursts.bad if bursts else 0.0,
        enter_ratio=bursts.enter if bursts else 0.0,
        leave_ratio=bursts.leave if bursts else 0.0,
        rate_bit_s=rate,
        burst_bytes=(settings.get("burst") or max(SMALLEST_BURST, int(rate * BURST_S / 8))) if rate else 0,
        limit_bytes=(settings.get("limit") or max(SMALLEST_QUEUE, int(under_way))) if rate else 0,
        duplicate_ratio=settings.get("duplicate", 0.0),
        reorder_ratio=settings.get("reorder", 0.0),
        corrupt_ratio=settings.get("corrupt", 0.0),
        mtu_bytes=settings.get("mtu", 0),
    )


def settings_of(conditions: Conditions) -> dict[str, Any]:
    """What one would write for conditions; a burst or a queue only if it does not follow from the rest."""
    settings = {
        "delay": conditions.delay_s,
        "jitter": conditions.jitter_s,
        "distribution": conditions.distribution,
        "loss": _loss(conditions),
        "rate": conditions.rate_bit_s,
        "duplicate": conditions.duplicate_ratio,
        "reorder": conditions.reorder_ratio,
        "corrupt": conditions.corrupt_ratio,
        "mtu": conditions.mtu_bytes,
    }
    derived = conditions_of(settings)
    own = {"burst": "burst_bytes", "limit": "limit_bytes"}
    return settings | {
        name: getattr(conditions, field)
        for name, field in own.items()
        if getattr(conditions, field) != getattr(derived, field)
    }


def _loss(conditions: Conditions) -> float | BurstLoss:
    if not conditions.enter_ratio:
        return conditions.loss_ratio
    return BurstLoss.model_construct(
        enter=conditions.enter_ratio,
        leave=conditions.leave_ratio,
        bad=conditions.bad_loss_ratio,
        good=conditions.loss_ratio,
    )
