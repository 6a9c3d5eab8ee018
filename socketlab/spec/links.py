"""The links of a scenario: what lies between groups of hosts.

    links:
      - {between: [clients, server], delay: 25ms, jitter: 5ms}
      - {between: ["far[2]", server], profile: dsl}
      - {from: server, to: clients, loss: 1%}

Each item holds for every pair of hosts, one of each side; of several items for a pair the last outranks the
others, setting by setting.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, model_validator

from socketlab.errors import Problem
from socketlab.language.bounds import Model
from socketlab.language.document import Document, YAMLPath
from socketlab.language.groups import TwoGroups
from socketlab.language.rates import Percent, Rate
from socketlab.language.selectors import Members, parse_selector, selector_problem
from socketlab.language.units import Duration, Size, format_duration
from socketlab.language.variables import is_late, names_in
from socketlab.language.wording import cut, one_of, suggestion

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


class Profile(Model):
    """A set of conditions with a name.

    Args:
        about: What it models, in one line.
        source: Where its figures come from.
        up: From the side that is named first, such as the subscriber of an access line.
        down: Towards it.
    """

    about: str = Field(min_length=1)
    source: str = Field(min_length=1)
    up: ConditionSettings
    down: ConditionSettings


_NEEDED = {
    "jitter": "delay",
    "distribution": "jitter",
    "reorder": "delay",
    "burst": "rate",
    "limit": "rate",
}
"""Settings that mean nothing without another."""


class LinkSpec(TwoGroups, ConditionSettings):
    """The conditions between two groups of hosts, in both directions or in one.

    Args:
        between: Two groups; the conditions hold in both directions.
        from: The senders, for one direction only.
        to: The receivers.
        profile: A named set of conditions; settings beside it outrank it.
    """

    profile: str | None = None

    @model_validator(mode="after")
    def _conditions_that_fit(self) -> LinkSpec:
        if not self.given and self.profile is None:
            raise ValueError("has no condition (give it a delay, a loss, a rate or a profile)")
        for needing, needed in _NEEDED.items():
            if needing in self.given and needed not in self.given and self.profile is None:
                raise ValueError(f"{needing} needs a {needed}")
        if self.jitter and self.delay is not None and self.jitter > self.delay:
            raise ValueError("jitter is more than the delay")
        return self

    @property
    def given(self) -> frozenset[str]:
        """The conditions that it names itself."""
        names = ConditionSettings.model_fields.keys()
        return frozenset(name for name in names if getattr(self, name) is not None)


def link_problems(
    document: Document, items: Any, hosts: Any, members: Members, profiles: Mapping[str, Profile]
) -> Iterator[Problem]:
    """A problem for each group or profile that is not there, and for what a link must not touch.

    Args:
        document: The file, for the places.
        items: The links as plain values, valid or not.
        hosts: The hosts as plain values, valid or not.
        members: The hosts and fleets of the scenario.
        profiles: All profiles that the scenario may use.
    """
    for number, item in enumerate(items if isinstance(items, list) else ()):
        for path, text in _selectors(item, ("links", number)):
            problem = _selector_problem(text, members)
            if problem is not None:
                yield document.problem(path, problem)
        profile = item.get("profile") if isinstance(item, dict) else None
        if isinstance(profile, str) and profile not in profiles and not names_in(profile):
            hint = suggestion(profile, profiles) or one_of(profiles)
            yield document.problem(("links", number, "profile"), f'no profile "{cut(profile)}" ({hint})')
    for name, host in hosts.items() if items and isinstance(hosts, dict) else ():
        if isinstance(host, dict) and "lab" in host:
            message = f'"{name}" is the standing lab\'s, to which a scenario with links has no path'
            yield document.problem(("hosts", name, "lab"), f"{message} (use service for a copy of its own)")


def _selectors(item: Any, path: YAMLPath) -> Iterator[tuple[YAMLPath, str]]:
    """Each text that selects hosts, with its place."""
    if not isinstance(item, dict):
        return
    sides = [((*path, key), item.get(key)) for key in ("from", "to")]
    between = item.get("between")
    if isinstance(between, list):
        sides += [((*path, "between", index), side) for index, side in enumerate(between)]
    for place, side in sides:
        if isinstance(side, str):
            yield place, side
        for index, text in enumerate(side if isinstance(side, list) else ()):
            if isinstance(text, str):
                yield (*place, index), text


def _selector_problem(text: str, members: Members) -> str | None:
    if not all(is_late(variable) for variable in names_in(text)):
        return None
    try:
        parse_selector(text)
    except ValueError:
        return None  # a problem of the model
    return selector_problem(text, members)
