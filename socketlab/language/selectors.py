"""Selectors: which hosts and clients of a run something is about.

    host: server                      one host
    host: clients                     every client of a fleet
    host: clients[2]                  the fleet's second client
    host: 3 of clients                three clients, chosen by the run's seed
    host: 30% of clients              that share, rounded to whole clients, at least one
    host: "*"                         every host and every client
    host: [server, 2 of clients]      all of these, each once

``3 of *`` and ``30% of *`` choose among everything in the run. The choice follows from the seed alone: the
same scenario with the same seed selects the same hosts.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, PlainSerializer

from socketlab.language.wording import cut, instead, listed, suggestion
from socketlab.language.written import written_as

EVERYTHING = "*"
"""Every host and every client of the run."""

_FORM = re.compile(
    r"\s*(?:(?P<number>\d{1,6})\s+of\s+|(?P<percent>\d{1,3}(?:\.\d{1,6})?)\s*%\s+of\s+)?"
    r"(?P<group>\*|[^\s\[\]*%,]+)(?:\[(?P<index>\d{1,6})\])?\s*",
    re.ASCII,
)
_FORMS = 'write such as "server", "clients", "clients[2]", "3 of clients", "30% of clients" or "*"'


@dataclass(frozen=True, slots=True)
class Selector:
    """One selector.

    Args:
        group: The name of a host or fleet, or ``*``.
        index: The one client of the fleet, from 1.
        number: How many of the group.
        percent: Which share of the group, above 0 and up to 100.
    """

    group: str
    index: int | None = None
    number: int | None = None
    percent: Decimal | None = None

    @property
    def chooses(self) -> bool:
        """Whether the seed decides which members of the group are meant."""
        return self.number is not None or self.percent is not None

    def wanted(self, size: int) -> int:
        """How many members it takes from a group of a size."""
        if self.number is not None:
            return self.number
        if self.percent is not None:
            share = (self.percent * size / 100).to_integral_value(ROUND_HALF_UP)
            return min(size, max(1, int(share)))
        return size


@dataclass(frozen=True, slots=True)
class Members:
    """What there is to select from, in the scenario's order.

    Args:
        hosts: The names of the long-lived hosts.
        fleets: The size of each fleet.
    """

    hosts: tuple[str, ...]
    fleets: Mapping[str, int]

    def of(self, group: str) -> tuple[str, ...]:
        """The host names in a group: a host, a fleet, or everything; empty for an unknown one."""
        if group == EVERYTHING:
            return (*self.hosts, *(name for fleet in self.fleets for name in self.of(fleet)))
        if group in self.fleets:
            return tuple(client_name(group, index) for index in range(1, self.fleets[group] + 1))
        return (group,) if group in self.hosts else ()

    def size_of(self, group: str) -> int:
        """How many host names are in a group, which may be too many to list."""
        if group == EVERYTHING:
            return len(self.hosts) + sum(self.fleets.values())
        return self.fleets[group] if group in self.fleets else int(group in self.hosts)


def client_name(fleet: str, index: int) -> str:
    """The host name of a fleet's client, by its index from 1."""
    return f"{fleet}-{index}"


def parse_selector(text: str) -> Selector:
    """Read one selector.

    Raises:
        ValueError: when it has none of the forms.
    """
    match = _FORM.fullmatch(text)
    if match is None:
        raise ValueError(f'"{cut(text)}" does not select hosts ({_FORMS})')
    index, number, percent = match["index"], match["number"], match["percent"]
    if index is not None and (number or percent or match["group"] == EVERYTHING):
        raise ValueError(f'"{cut(text)}" does not select hosts ({_FORMS})')
    share = Decimal(percent) if percent else None
    if share is not None and not 0 < share <= 100:
        raise ValueError(f'"{percent}%" is not a share (write more than 0% and at most 100%)')
    if "0" in (index, number) or (number or index or "1").strip("0") == "":
        raise ValueError(f'"{cut(text)}" selects nothing (count from 1)')
    return Selector(
        group=match["group"],
        index=None if index is None else int(index),
        number=None if number is None else int(number),
        percent=share,
    )


def selector_problem(text: str, members: Members) -> str | None:
    """Why a selector selects nothing in a scenario; ``None`` when it is right."""
    selector = parse_selector(text)
    names = [*members.hosts, *members.fleets]
    size = members.size_of(selector.group)
    if selector.group != EVERYTHING and selector.group not in names:
        declared = f"declared are {listed(names)}" if names else "none is declared"
        hint = _near_client(selector.group, members) or suggestion(selector.group, names) or declared
        return f'no host "{cut(selector.group)}" ({hint})'
    if selector.group in members.hosts and (selector.index or selector.chooses):
        return f'"{selector.group}" is one host, not a fleet (write "{selector.group}")'
    wanted = selector.index or selector.number or 0
    if wanted > size:
        return f'"{cut(text)}" selects more than there is ({size} in "{selector.group}")'
    return None


def resolve(selectors: Iterable[str], members: Members, *, seed: str) -> tuple[str, ...]:
    """The host names that selectors come to, each once, in the order of the run.

    Args:
        selectors: What was written; each has passed :func:`selector_problem`.
        members: What there is.
        seed: Decides every choice; different purposes should have different ones.
    """
    chosen = {name for text in selectors for name in _selected(parse_selector(text), members, seed)}
    return tuple(name for name in members.of(EVERYTHING) if name in chosen)


def _selected(selector: Selector, members: Members, seed: str) -> Iterator[str]:
    group = members.of(selector.group)
    if selector.index is not None:
        yield group[selector.index - 1]
        return
    ranked = sorted(group, key=lambda name: hashlib.sha256(f"{seed}/{name}".encode()).digest())
    yield from ranked[: selector.wanted(len(group))]


def _near_client(group: str, members: Members) -> str | None:
    """What to write instead of a client's host name."""
    fleet, _, index = group.rpartition("-")
    return f'write "{fleet}[{index}]"' if fleet in members.fleets and index.isdecimal() else None


def _selectors(value: Any) -> Any:
    texts = list(value) if isinstance(value, list | tuple) else [value]
    for text in texts:
        if not isinstance(text, str):
            raise ValueError(f"must be the name of a host or a list of names{instead(text)}")  # noqa: TRY004 - pydantic's
        parse_selector(text)
    return texts


Selectors = Annotated[
    tuple[str, ...],
    BeforeValidator(_selectors),
    Field(min_length=1),
    PlainSerializer(lambda texts: texts[0] if len(texts) == 1 else list(texts)),
    written_as({"type": "string"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}),
]
"""One selector or several; kept as they were written, and resolved by the plan."""
