"""The router of a run: a container on all of its networks, which puts conditions on the paths between them.

It takes the address that the hosts of each network send everything else to, which no other has: the bridges
have no address on the engine's machine. It has two capabilities, in its own network namespace: to change that
(NET_ADMIN), and to send and see probes (NET_RAW). The hosts have none, and the machine's own namespace is
never touched.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from socketlab import labels
from socketlab.errors import LabError
from socketlab.links.changes import ChangeInForce, LinkChange
from socketlab.links.model import ROUTER_IMAGE, Cut, LinksPlan, Measured
from socketlab.links.names import NameChange
from socketlab.links.order import (
    change_order,
    cut_order,
    in_force_of,
    names_order,
    router_addresses,
    set_up_order,
)
from socketlab.runtimes.api import LinksLost, RunTicket, Sink
from socketlab.runtimes.docker.closed import ClosedNetwork
from socketlab.runtimes.docker.conversation import Conversation
from socketlab.runtimes.docker.engine import Gone, translated
from socketlab.runtimes.owner import this_process

_ANSWER_S = 30.0
_THOROUGH_S = 60.0
_PIDS = 32

_SYSCTLS = {
    "net.ipv4.ip_forward": "1",
    "net.ipv4.conf.all.rp_filter": "0",
    "net.ipv4.conf.default.rp_filter": "0",
    "net.ipv4.conf.all.send_redirects": "0",
    "net.ipv4.ip_unprivileged_port_start": "0",
}
"""It forwards; probes come from addresses to which no route leads back; names are asked for at port 53.

Source: Linux kernel, Documentation/networking/ip-sysctl.rst.
"""

_HOST_CONFIG: dict[str, Any] = {
    "CapDrop": ["ALL"],
    "CapAdd": ["NET_ADMIN", "NET_RAW"],
    "ReadonlyRootfs": True,
    "Tmpfs": {"/run": "size=1m"},
    "PidsLimit": _PIDS,
    "SecurityOpt": ["no-new-privileges"],
}


class Router:
    """The router of one run, if it has one.

    Args:
        api: The engine's client.
        ticket: The run.
        sink: Where the loss of conditions is reported.
    """

    def __init__(self, api: Any, ticket: RunTicket, sink: Sink) -> None:
        self._api = api
        self._ticket = ticket
        self._sink = sink
        self._talk: Conversation | None = None
        self._paths: tuple[int, ...] = ()
        self._name = f"socketlab-{ticket.run}_router"  # no host's name has an underscore

    def start(self, links: LinksPlan, subnets: Mapping[str, str]) -> None:
        """See :class:`~socketlab.runtimes.capabilities.ShapesLinks`."""
        addresses = router_addresses(links, subnets)
        first, *others = addresses
        endpoint = {first: {"IPAMConfig": {"IPv4Address": addresses[first]}}}
        body = {
            "Image": ROUTER_IMAGE,
            "Hostname": "router",
            "Labels": dict(self._ticket.labels),
            "OpenStdin": True,
            "HostConfig": {**_HOST_CONFIG, "NetworkMode": first, "Sysctls": dict(_SYSCTLS)},
            "NetworkingConfig": {"EndpointsConfig": endpoint},
        }
        with translated("start the router"):
            self._api.create_container_from_config(body, self._name)
            for network in others:
                self._api.connect_container_to_network(self._name, network, ipv4_address=addresses[network])
        self._talk = Conversation(self._api, self._name, self._lost)
        with translated("start the router"):
            self._api.start(self._name)
        order = set_up_order(links, subnets)
        self._paths = tuple(order["probed"])
        self._talk.ask(order, timeout_s=_ANSWER_S)

    def resume(self, subnets: Mapping[str, str]) -> None:
        """Talk to the run's router, which another process started; a run without links has none.

        Raises:
            LabError: when it is gone, or a network of the run is.
        """
        links = self._ticket.links
        if links is None:
            return
        missing = [network for network in links.networks if network not in subnets]
        if missing:
            raise LabError(f'network "{missing[0]}" is gone', hint="run socketlab down")
        self._talk = Conversation(self._api, self._name, self._lost)
        self._paths = tuple(set_up_order(links, subnets)["probed"])

    def measure(self, *, thorough: bool) -> tuple[Measured | None, ...]:
        """See :class:`~socketlab.runtimes.capabilities.ShapesLinks`."""
        answer = self._started.ask(
            {"order": "measure", "thorough": thorough},
            timeout_s=_patience_s(len(self._paths), thorough=thorough),
        )
        found = {row.pop("mark"): Measured(**row) for row in answer["measured"]}
        return tuple(found.get(mark) for mark in self._paths)

    def missing(self) -> tuple[str, ...]:
        """See :class:`~socketlab.runtimes.capabilities.ShapesLinks`."""
        return tuple(self._started.ask({"order": "check"}, timeout_s=_ANSWER_S)["missing"])

    def cut(self, cut: Cut, subnets: Mapping[str, str]) -> None:
        """See :class:`~socketlab.runtimes.capabilities.CutsPaths`."""
        self._started.ask(cut_order(cut, self._links, subnets), timeout_s=_ANSWER_S)

    def mend(self, key: str | None) -> dict[str, int]:
        """See :class:`~socketlab.runtimes.capabilities.CutsPaths`."""
        if self._ticket.links is None:  # nothing can be cut
            return {}
        answer = self._started.ask({"order": "mend", "key": key}, timeout_s=_ANSWER_S)
        return dict(answer["mended"])

    def change(self, change: LinkChange, subnets: Mapping[str, str]) -> None:
        """See :class:`~socketlab.runtimes.capabilities.ChangesLinks`."""
        self._started.ask(change_order(change, self._links, subnets), timeout_s=_ANSWER_S)

    def restore(self, key: str | None) -> dict[str, int]:
        """See :class:`~socketlab.runtimes.capabilities.ChangesLinks`."""
        if self._ticket.links is None:  # nothing can be changed
            return {}
        answer = self._started.ask({"order": "restore", "key": key}, timeout_s=_ANSWER_S)
        return dict(answer["restored"])

    def changes(self, subnets: Mapping[str, str], *, thorough: bool) -> tuple[ChangeInForce, ...]:
        """See :class:`~socketlab.runtimes.capabilities.ChangesLinks`."""
        if self._ticket.links is None:
            return ()
        order = {"order": "changes", "thorough": thorough}
        answer = self._started.ask(order, timeout_s=_patience_s(len(self._paths) + 1, thorough=thorough))
        return tuple(in_force_of(row, self._links, subnets) for row in answer["changes"])

    def change_names(self, change: NameChange, subnets: Mapping[str, str]) -> None:
        """See :class:`~socketlab.runtimes.moves.AnswersNames`."""
        self._started.ask(names_order(change, self._links, subnets), timeout_s=_ANSWER_S)

    def restore_names(self, key: str) -> dict[str, int]:
        """See :class:`~socketlab.runtimes.moves.AnswersNames`."""
        answer = self._started.ask({"order": "answer-again", "key": key}, timeout_s=_ANSWER_S)
        return dict(answer["answered"])

    def moved(self, before: str, after: str) -> None:
        """A host has another address: from now on the answers for its names have it."""
        order = {"order": "moved", "before": before, "after": after}
        self._started.ask(order, timeout_s=_ANSWER_S)

    def move_nat(self, network: str) -> tuple[str, str]:
        """See :class:`~socketlab.runtimes.moves.MovesHosts`."""
        address = next(nat.address for nat in self._links.nats if nat.declared == network)
        answer = self._started.ask({"order": "move-nat", "address": address}, timeout_s=_ANSWER_S)
        return str(answer["before"]), str(answer["after"])

    def remove(self) -> None:
        """Remove it; it may be removed already, and a run without links has none."""
        if self._talk is None and self._ticket.links is None:
            return
        self.close()
        try:
            with translated("remove the router"):
                self._api.remove_container(self._name, force=True, v=True)
        except Gone:
            pass

    def close(self) -> None:
        """Stop listening to it."""
        if self._talk is not None:
            self._talk.close()

    @property
    def _started(self) -> Conversation:
        if self._talk is None:
            raise LabError("the router was not started")
        return self._talk

    @property
    def _links(self) -> LinksPlan:
        if self._ticket.links is None:
            raise LabError("the run has no router")
        return self._ticket.links

    def _lost(self, reason: str) -> None:
        self._sink(LinksLost(reason=reason))


def _patience_s(paths: int, *, thorough: bool) -> float:
    """How long a measurement may take."""
    return _ANSWER_S + 120 + _THOROUGH_S * paths if thorough else _ANSWER_S + 300


def link_mechanisms(api: Any, closed: ClosedNetwork) -> frozenset[str]:
    """What the kernel has to put conditions in force, tried in a container that is removed at once.

    Raises:
        LabError: when the engine cannot close a network without an address on its machine: then the place of
            the gateway is taken.
        ImageMissing: when the router's image is not there.
    """
    if closed.note:
        raise LabError("links need bridges without an address, which this engine is not known to have")
    marks = {
        labels.RUN: "mechanisms",
        labels.SCENARIO: "mechanisms",
        labels.OWNER: this_process(),
        labels.EXPIRES: str(int(time.time() + 2 * _ANSWER_S)),
    }
    body = {
        "Image": ROUTER_IMAGE,
        "Labels": marks,
        "OpenStdin": True,
        "HostConfig": {**_HOST_CONFIG, "NetworkMode": "none"},
    }
    with translated("look for what puts conditions on links"):
        container = str(api.create_container_from_config(body)["Id"])
    try:
        talk = Conversation(api, container, lambda _: None)
        with translated("look for what puts conditions on links"):
            api.start(container)
        found = talk.ask({"order": "probe"}, timeout_s=_ANSWER_S)["mechanisms"]
        talk.close()
    finally:
        with translated("remove a container"):
            api.remove_container(container, force=True, v=True)
    return frozenset(name for name, there in found.items() if there)
