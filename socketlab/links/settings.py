"""The conditions of a link as people write them: each setting with its unit, none of them required."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from socketlab.language.bounds import Model
from socketlab.language.rates import Percent, Rate
from socketlab.language.units import Duration, Size, format_duration

LONGEST_DELAY_S = 60.0
LONGEST_JITTER_S = 2.0
"""netem keeps it in 31 bits, as nanoseconds. Source: Linux kernel, net/sched/sch_netem.c, netem_change()."""

SMALLEST_MTU, LARGEST_MTU = 576, 1500
"""Bytes: what every IPv4 host must accept, and what a bridge carries.

Source: RFC 791, section 3.1, "Total Length"; IEEE 802.3.
"""


class BurstLoss(Model):
    """Loss in bursts, as Gilbert and Elliott describe it: a link is good, or bad for a while.

    Source: tc-netem(8), "loss gemodel"; E. O. Elliott, "Estimates of Error Rates for Codes on Burst-Noise
    Channels", 1963.

    Args:
        enter: Probability, at each packet, that a burst begins.
        leave: Probability, at each packet, that it ends; bursts last 1/leave packets on average.
        bad: Share of the packets lost during a burst.
        good: Share of the packets lost between bursts.
    """

    enter: Percent = Field(gt=0)
    leave: Percent = Field(gt=0)
    bad: Percent = 1.0
    good: Percent = 0.0


def _at_most(longest_s: float) -> AfterValidator:
    def checked(seconds: float) -> float:
        if seconds > longest_s:
            raise ValueError(f'"{format_duration(seconds)}" is more than {format_duration(longest_s)}')
        return seconds

    return AfterValidator(checked)


Delay = Annotated[Duration, _at_most(LONGEST_DELAY_S)]
Jitter = Annotated[Duration, _at_most(LONGEST_JITTER_S)]


class ConditionSettings(Model):
    """What may be said about one direction of a link.

    Args:
        delay: One-way delay; a link `between` two groups delays both directions, so that it adds twice this
            to the round-trip time.
        jitter: How far the delay varies, above and below.
        distribution: How it varies: `uniform` within the jitter, or `normal` with the jitter as standard
            deviation.
        loss: Share of the packets that are lost at random, or a mapping for loss in bursts.
        rate: Bits a second, for each pair of hosts.
        burst: What passes at once at full speed; derived from the rate by default.
        limit: The queue of a limited rate; derived from rate and delay by default.
        duplicate: Share of the packets that arrive twice.
        reorder: Share of the packets that are not delayed, and so overtake those before them.
        corrupt: Share of the packets with a bit error; needs a kernel with netem.
        mtu: The largest IP packet: larger ones are fragmented, or refused with an ICMP message.
    """

    delay: Delay | None = None
    jitter: Jitter | None = None
    distribution: Literal["uniform", "normal"] | None = None
    loss: Percent | BurstLoss | None = None
    rate: Rate | None = None
    burst: Size | None = Field(default=None, ge=1514)
    limit: Size | None = Field(default=None, ge=1514)
    duplicate: Percent | None = None
    reorder: Percent | None = None
    corrupt: Percent | None = None
    mtu: Size | None = Field(default=None, ge=SMALLEST_MTU, le=LARGEST_MTU)


NEEDED = {
    "jitter": "delay",
    "distribution": "jitter",
    "reorder": "delay",
    "burst": "rate",
    "limit": "rate",
}
"""Settings that mean nothing without another."""

RAMPED = ("delay", "jitter", "loss", "rate")
"""The settings that can change gradually; of losses, those at random."""


def set_in(settings: ConditionSettings) -> dict[str, Any]:
    """What is set, by its name."""
    named = {name: getattr(settings, name) for name in ConditionSettings.model_fields}
    return {name: value for name, value in named.items() if value is not None}
