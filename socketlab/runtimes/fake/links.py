"""The runtime in memory with links: conditions are taken note of, and measured as they were asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from typing_extensions import override

from socketlab.hosts.addresses import address_in
from socketlab.hosts.model import HostPlan, ImageFacts, Surroundings
from socketlab.hosts.sockets import SocketRow
from socketlab.links.changes import ChangeInForce, LinkChange, changes_of
from socketlab.links.model import ROUTER_IMAGE, Conditions, Cut, LinksPlan, Measured, PathPlan, Route
from socketlab.links.names import NameChange
from socketlab.links.tolerance import loss_of
from socketlab.runtimes.api import LinksLost
from socketlab.runtimes.capabilities import Pauses, SeesSockets
from socketlab.runtimes.fake.limits import LimitVerbs
from socketlab.runtimes.fake.runtime import FakeRuntime
from socketlab.runtimes.moves import AnswersNames, MovesHosts
from socketlab.runtimes.paths import ChangesLinks, CutsPaths, ShapesLinks


def as_asked(path: PathPlan) -> Measured:
    """What probes of a path with exactly its conditions find."""
    return _exactly(path.conditions)


def _exactly(conditions: Conditions) -> Measured:
    sent = 20
    return Measured(
        sent=sent,
        arrived=round(sent * (1 - loss_of(conditions))),
        median_s=conditions.delay_s,
    )


class LinkedFakeRuntime(
    LimitVerbs,
    FakeRuntime,
    ShapesLinks,
    CutsPaths,
    ChangesLinks,
    AnswersNames,
    MovesHosts,
    Pauses,
    SeesSockets,
):
    """Hosts as threads, with a router that only remembers its orders.

    It pauses no thread; each open port is listened on.
    """

    measures: Callable[[PathPlan], Measured | None] = staticmethod(as_asked)
    """What each path is found to do."""

    gone: tuple[str, ...] = ()
    """What is missing in the end."""

    links: LinksPlan | None = None

    packets = 3
    """How many packets every cut affects, and come by every changed path."""

    cuts: tuple[Cut, ...] = ()
    """What is cut."""

    changes: tuple[LinkChange, ...] = ()
    """What is changed."""

    queries = 2
    """How many queries every change of names affects."""

    names: tuple[NameChange, ...] = ()
    """The names whose answers are changed."""

    away: frozenset[str] = frozenset()
    """The hosts that are off their network."""

    nats: tuple[str, str] = ("198.18.200.1", "198.18.201.1")
    """The addresses of every NAT, the present one first."""

    paused: frozenset[str] = frozenset()
    """The hosts that are paused."""

    @override
    def surroundings(self, images: frozenset[str] = frozenset()) -> Surroundings:
        seen = super().surroundings(images)
        known = {**seen.images, ROUTER_IMAGE: ImageFacts()}
        return replace(seen, images=known, mechanisms=self.link_mechanisms())

    @override
    def sockets(self, host: HostPlan) -> tuple[SocketRow, ...]:
        self._do("sockets", host.name)
        ports = sorted(self.hosts[host.name].ports)
        return tuple(SocketRow(state="LISTEN", port=port, peer_port=0) for port in ports)

    @override
    def link_mechanisms(self) -> frozenset[str]:
        return frozenset({"netem", "ifb", "htb", "tbf", "tee", "nft", "nat"})

    @override
    def start_router(self, links: LinksPlan) -> None:
        self._do("start_router", "router")
        self.links = links

    @override
    def measure_links(self, *, thorough: bool) -> tuple[Measured | None, ...]:
        self._do("measure_links", "thorough" if thorough else "quick")
        paths = () if self.links is None else self.links.paths
        return tuple(self.measures(path) for path in paths)

    @override
    def missing_conditions(self) -> tuple[str, ...]:
        self._do("missing_conditions", "router")
        return self.gone

    @override
    def cut(self, cut: Cut) -> None:
        self._do("cut", cut.key)
        self.cuts = (*self.cuts, cut)

    @override
    def mend(self, key: str | None) -> dict[str, int]:
        self._do("mend", key or "all")
        ended = [each.key for each in self.cuts if key in (None, each.key)]
        self.cuts = tuple(each for each in self.cuts if each.key not in ended)
        return dict.fromkeys(ended, self.packets)

    @override
    def change_links(self, change: LinkChange) -> None:
        self._do("change_links", change.key)
        self.changes = (*self.changes, change)

    @override
    def restore_links(self, key: str | None) -> dict[str, int]:
        self._do("restore_links", key or "all")
        ended = [each.key for each in self.changes if key in (None, each.key)]
        self.changes = tuple(each for each in self.changes if each.key not in ended)
        return dict.fromkeys(ended, self.packets)

    @override
    def links_changed(self, *, thorough: bool) -> tuple[ChangeInForce, ...]:
        self._do("links_changed", "thorough" if thorough else "quick")
        if self.links is None:
            return ()
        return tuple(
            ChangeInForce(
                key=change.key,
                route=Route(source=(source,), destination=(destination,)),
                conditions=changed.after,
                measured=_exactly(changed.after),
            )
            for change in self.changes
            for (source, destination), changed in changes_of(
                self.links, change.routes, change.settings
            ).items()
        )

    @override
    def change_names(self, change: NameChange) -> None:
        self._do("change_names", change.key)
        self.names = (*self.names, change)

    @override
    def restore_names(self, key: str) -> dict[str, int]:
        self._do("restore_names", key)
        ended = [each.key for each in self.names if each.key == key]
        self.names = tuple(each for each in self.names if each.key != key)
        return dict.fromkeys(ended, self.queries)

    @override
    def leave_network(self, host: HostPlan) -> str:
        self._do("leave_network", host.name)
        self.away |= {host.name}
        return self._address_of(host)

    @override
    def join_network(self, host: HostPlan) -> str:
        self._do("join_network", host.name)
        self.away -= {host.name}
        return self._address_of(host, spare=True)

    def _address_of(self, host: HostPlan, *, spare: bool = False) -> str:
        location = self.links.locations[host.name] if self.links else None
        number = host.address_number if location is None else location.number
        return address_in("198.19.0.0/24", location.spare if location and spare else number)

    @override
    def move_nat(self, network: str) -> tuple[str, str]:
        self._do("move_nat", network)
        before, after = self.nats
        self.nats = (after, before)
        return before, after

    @override
    def pause(self, host: HostPlan) -> None:
        self._do("pause", host.name)
        self.paused |= {host.name}

    @override
    def resume_host(self, host: HostPlan) -> None:
        self._do("resume_host", host.name)
        self.paused -= {host.name}

    def lose_links(self, reason: str) -> None:
        """The router ends by itself."""
        self._sink(LinksLost(reason=reason))
