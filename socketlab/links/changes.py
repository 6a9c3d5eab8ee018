"""Links whose conditions change for a while: what each pair of hosts had, and what it gets."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from socketlab.errors import InvalidInput
from socketlab.links.deriving import conditions_of, settings_of
from socketlab.links.model import Conditions, LinksPlan, Measured, Route
from socketlab.links.settings import NEEDED, RAMPED

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkChange:
    """Conditions that change, for a time at most.

    Args:
        key: What it is ended by: letters and digits.
        routes: The paths.
        settings: What changes, by its name in a scenario; everything else stays as declared.
        over_s: How long the way from the declared conditions to these takes; 0 for at once.
        lasts_s: When it ends by itself, whatever becomes of the player: seconds from now.
    """

    key: str
    routes: tuple[Route, ...]
    settings: Mapping[str, Any]
    lasts_s: float
    over_s: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """What happens to one pair of hosts.

    Args:
        before: As declared.
        after: What is in force when the change is complete.
    """

    before: Conditions
    after: Conditions


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeInForce:
    """A change that is in force.

    Args:
        key: What it is ended by.
        route: The paths that it has given these conditions.
        conditions: Those of this moment.
        measured: What one of the paths does.
    """

    key: str
    route: Route
    conditions: Conditions
    measured: Measured


def changes_of(
    links: LinksPlan, routes: Iterable[Route], settings: Mapping[str, Any], *, ramped: bool = False
) -> dict[Pair, Changed]:
    """The conditions of each pair of hosts, before a change and after it.

    Args:
        links: What was declared; a pair without a link has a perfect LAN.
        routes: The paths.
        settings: What changes.
        ramped: Whether it takes a while.

    Raises:
        InvalidInput: when a setting means nothing without another, which the pair lacks, a ramp has no
            beginning, or a NAT is in the way.
    """
    declared = {
        (source, destination): path.conditions
        for path in links.paths
        for source in path.source
        for destination in path.destination
    }
    found = {}
    for pair in (pair for route in routes for pair in route.pairs):
        before = declared.get(pair, Conditions())
        found[pair] = Changed(before=before, after=_after(pair, before, settings))
        if ramped and "rate" in settings and not before.rate_bit_s:
            message = f'a rate between "{pair[0]}" and "{pair[1]}" has no declared rate to start from'
            raise InvalidInput(message, hint="declare a rate in links, or leave over out")
    for pair, changed in found.items():
        _require_room_behind_nats(pair, changed.after, links, found.keys())
    return found


def _require_room_behind_nats(
    pair: Pair, after: Conditions, links: LinksPlan, changed: Collection[Pair]
) -> None:
    """Refuse what cannot be had on the way into a network behind a NAT: all of its hosts have one address."""
    source, destination = pair
    nats = links.nats_between(source, destination)
    if not nats:
        return
    inside = (name for nat in nats for name in links.hidden_by(nat))
    if any((source, name) not in changed for name in inside):
        message = f'"{source}" has one path to all hosts behind the NAT of "{destination}"'
        raise InvalidInput(message, hint="change the paths to all of them")
    if after.duplicate_ratio:
        message = f'packets to "{destination}" cannot be duplicated: it is behind a NAT'
        raise InvalidInput(message, hint="change the other direction, with from and to")
    if after.rate_bit_s and any(len(nat.networks) > 1 for nat in nats):
        message = f'a rate to "{destination}" needs all hosts behind its NAT on one segment'
        raise InvalidInput(message, hint="remove the links and the faults between them")


def _after(pair: Pair, before: Conditions, settings: Mapping[str, Any]) -> Conditions:
    every = settings_of(before) | dict(settings)
    for needing, needed in NEEDED.items():
        if settings.get(needing) and not every.get(needed):
            message = f'{needing} needs a {needed}, which the path from "{pair[0]}" to "{pair[1]}" lacks'
            raise InvalidInput(message, hint=f"give the {needed}, too")
    return conditions_of(every)


def ramp_problem(settings: Mapping[str, Any]) -> str | None:
    """Why settings cannot change gradually; ``None`` if they can."""
    stuck = [
        name for name, value in settings.items() if name not in RAMPED or not isinstance(value, float | int)
    ]
    if stuck:
        return f"over cannot be used with {stuck[0]} (it is for {', '.join(RAMPED)}; change the rest at once)"
    return None
