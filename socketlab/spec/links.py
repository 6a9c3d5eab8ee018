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
from typing import Any

from pydantic import Field, model_validator

from socketlab.errors import Problem
from socketlab.language.bounds import Model
from socketlab.language.document import Document, YAMLPath
from socketlab.language.groups import TwoGroups
from socketlab.language.selectors import Members, parse_selector, selector_problem
from socketlab.language.variables import is_late, names_in
from socketlab.language.wording import cut, one_of, suggestion
from socketlab.links.settings import NEEDED, ConditionSettings, set_in


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
        for needing, needed in NEEDED.items():
            if needing in self.given and needed not in self.given and self.profile is None:
                raise ValueError(f"{needing} needs a {needed}")
        if self.jitter and self.delay is not None and self.jitter > self.delay:
            raise ValueError("jitter is more than the delay")
        return self

    @property
    def given(self) -> frozenset[str]:
        """The conditions that it names itself."""
        return frozenset(set_in(self))


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
