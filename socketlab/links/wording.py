"""Conditions in words, as a scenario would write them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from socketlab.language.rates import format_percent, format_rate
from socketlab.language.units import format_duration, format_size
from socketlab.links.deriving import conditions_of
from socketlab.links.model import Conditions
from socketlab.links.settings import BurstLoss

_FORMATS: dict[str, Callable[[Any], str]] = {
    "delay": format_duration,
    "jitter": format_duration,
    "rate": format_rate,
    **dict.fromkeys(("burst", "limit", "mtu"), format_size),
    **dict.fromkeys(("loss", "duplicate", "reorder", "corrupt"), format_percent),
}


def settings_in_words(settings: Mapping[str, Any]) -> Iterator[str]:
    """Each setting of a change, as it was written: ``delay 200ms``, ``loss 5%``."""
    for name, value in settings.items():
        if isinstance(value, BurstLoss):
            yield from _losses(conditions_of({name: value}))
        elif isinstance(value, str):
            yield f"{name} {value}"
        else:
            yield f"{name} {_FORMATS[name](value)}"


def conditions_in_words(conditions: Conditions) -> Iterator[str]:
    """Each condition that is asked for: ``delay 25ms``, ``rate 10mbit (burst 12500B, queue 90kB)``."""
    yield from _times(conditions)
    yield from _losses(conditions)
    if conditions.rate_bit_s:
        burst, limit = format_size(conditions.burst_bytes), format_size(conditions.limit_bytes)
        yield f"rate {format_rate(conditions.rate_bit_s)} (burst {burst}, queue {limit})"
    if conditions.mtu_bytes:
        yield f"mtu {format_size(conditions.mtu_bytes)}"


def _times(conditions: Conditions) -> Iterator[str]:
    if conditions.delay_s:
        yield f"delay {format_duration(conditions.delay_s)}"
    if conditions.jitter_s:
        yield f"jitter {format_duration(conditions.jitter_s)} ({conditions.distribution})"


def _losses(conditions: Conditions) -> Iterator[str]:
    if conditions.enter_ratio:
        states = (conditions.enter_ratio, conditions.leave_ratio)
        parts = (*states, conditions.bad_loss_ratio, conditions.loss_ratio)
        yield "loss in bursts (enter {}, leave {}, bad {}, good {})".format(*map(format_percent, parts))
    elif conditions.loss_ratio:
        yield f"loss {format_percent(conditions.loss_ratio)}"
    for word in ("duplicate", "reorder", "corrupt"):
        ratio = getattr(conditions, f"{word}_ratio")
        if ratio:
            yield f"{word} {format_percent(ratio)}"
