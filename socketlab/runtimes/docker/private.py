"""Private hosts: a container each, made for the run and removed after it."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

from typing_extensions import override

from socketlab.errors import LabError
from socketlab.hosts.addresses import address_in
from socketlab.hosts.model import HostPlan, NetworkPlan
from socketlab.links.order import addresses_by_network, addresses_of, gateway_of, host_names
from socketlab.runtimes.api import Ended, Lost, Output, RunTicket, Sink, Status
from socketlab.runtimes.docker.body import container_body, container_name, has_tty
from socketlab.runtimes.docker.closed import ClosedNetwork, no_free_subnet, opened
from socketlab.runtimes.docker.copies import Copies
from socketlab.runtimes.docker.engine import Gone, translated
from socketlab.runtimes.docker.fetcher import Fetcher
from socketlab.runtimes.docker.gates import GateVolume
from socketlab.runtimes.docker.networks import (
    connect_endpoint,
    network_arguments,
    overlaps,
    remove_network,
)
from socketlab.runtimes.docker.parts import Part
from socketlab.runtimes.docker.probing import LAST_BUT_ONE, Segment
from socketlab.runtimes.docker.seat import Seat
from socketlab.runtimes.docker.streams import Attachment

_KILLED = 137
"""Exit status of a process that SIGKILL ended; what a container out of memory shows."""

_LAST_WORDS_S = 5.0
"""For the last output of a host that goes down."""


class PrivateHosts(Part):
    """The private part of one run: its network and its containers.

    Args:
        api: The engine's client.
        ticket: The run.
        sink: Where signals go.
        closed: How the engine closes the run's network.
    """

    def __init__(self, api: Any, ticket: RunTicket, sink: Sink, closed: Callable[[], ClosedNetwork]) -> None:
        self._api = api
        self._closed = closed
        self.ticket = ticket
        self._sink = sink
        self._gate = GateVolume(api, ticket)
        self._outside = False
        self.subnets: dict[str, str] = {}
        self._probers: dict[str, int] = {}
        self.fetcher = Fetcher(api, ticket)
        self._attachments: dict[str, Attachment] = {}
        self._seats: dict[str, Seat] = {}
        self.copies = Copies(api, ticket)

    def add_network(self, network: NetworkPlan) -> str:
        """See :class:`~socketlab.runtimes.api.Runtime`."""
        self._outside = self._outside or network.outside
        for subnet in network.subnets:
            made = network_arguments(self._closed(), network, subnet)
            with translated(f'make network "{network.name}"'):
                try:
                    self._api.create_network(
                        network.name, driver="bridge", labels=dict(self.ticket.labels), **made
                    )
                except Exception as error:
                    if overlaps(error):
                        continue
                    raise
            self.subnets[network.name] = subnet
            self._probers[network.name] = network.prober
            return subnet
        with translated("look for the networks in the way"):
            raise no_free_subnet(network, self._api.networks())

    @override
    def container(self, host: HostPlan) -> str:
        return container_name(self.ticket.run, host.name)

    @override
    def create(self, host: HostPlan) -> None:
        subnet = self._subnet(host)
        links = self.ticket.links
        known = links is None or links.resolver
        names = [] if links is None or known else host_names(links, self.subnets, host.name)
        resolver = gateway_of(links, self.subnets, host.name) if links is not None and links.resolver else ""
        body = container_body(host, ticket=self.ticket, subnet=subnet, names=names, resolver=resolver)
        body["HostConfig"]["Mounts"] = self.copies.mounts(host)
        if self._outside:
            opened(body)
        if host.gate_added:
            self._gate.put_before(body)
        name = self.container(host)
        with translated(f'create "{host.name}"'):
            self._api.create_container_from_config(body, name)
            more = {} if links is None else addresses_by_network(links, self.subnets, host.name)
            for network in host.networks[1 : None if not host.endpoints else 1]:
                self._api.connect_container_to_network(name, network, ipv4_address=more.get(network))
            for place in host.endpoints[1:]:
                connect_endpoint(self._api, name, place, self.subnets[place.network])
        self._follow(host)

    def _follow(self, host: HostPlan) -> None:
        self._attachments[host.name] = Attachment(
            self._api,
            self.container(host),
            on_output=lambda stream, content: self._sink(
                Output(host=host.name, stream=stream, content=content)
            ),
            on_end=lambda: self._ended(host),
            stdin=host.role == "client",
            tty=has_tty(host),
        )

    @override
    def start(self, host: HostPlan) -> str:
        with translated(f'start "{host.name}"'):
            self._api.start(self.container(host))
            if subnet := self._subnet(host):
                return address_in(subnet, host.address_number)
            networks = self._api.inspect_container(self.container(host))["NetworkSettings"]["Networks"]
        return next((str(entry["IPAddress"]) for entry in networks.values()), "")

    @override
    def send(self, host: HostPlan, content: bytes, *, close: bool) -> None:
        self._attachments[host.name].send(content, close=close)

    @override
    def status(self, host: HostPlan) -> Status:
        with translated(f'look at "{host.name}"'):
            state = self._api.inspect_container(self.container(host))["State"]
        return Status(running=bool(state["Running"]))

    @override
    def stop(self, host: HostPlan, *, grace_s: float) -> str:
        try:
            if grace_s > 0:
                return self._stop(host, grace_s)
            with translated(f'kill "{host.name}"'):
                self._api.kill(self.container(host))
        except Gone:
            pass
        except LabError as error:
            if "is not running" not in error.message:
                raise
        return ""

    def _stop(self, host: HostPlan, grace_s: float) -> str:
        """Stop it, with a grace period; the signal that it ignored, if it had to be killed then.

        The engine does not say whether it had to send KILL: so the time has to have passed, and the exit
        status has to be that of a killed process.
        """
        grace_s = max(1, round(grace_s))
        began_s = time.monotonic()
        with translated(f'stop "{host.name}"'):
            self._api.stop(self.container(host), timeout=grace_s)
            if time.monotonic() - began_s < grace_s:
                return ""
            seen = self._api.inspect_container(self.container(host))
        signal = str(seen["Config"].get("StopSignal") or "SIGTERM").removeprefix("SIG")
        return signal if seen["State"]["ExitCode"] == _KILLED else ""

    def signal(self, host: HostPlan, name: str) -> None:
        """See :class:`~socketlab.runtimes.api.SendsSignals`."""
        with translated(f'send {name} to "{host.name}"'):
            self._api.kill(self.container(host), signal=f"SIG{name}")

    def pause(self, host: HostPlan) -> None:
        """See :class:`~socketlab.runtimes.capabilities.Pauses`."""
        with translated(f'pause "{host.name}"'):
            self._api.pause(self.container(host))

    def resume_host(self, host: HostPlan) -> None:
        """See :class:`~socketlab.runtimes.capabilities.Pauses`."""
        try:
            with translated(f'let "{host.name}" go on'):
                self._api.unpause(self.container(host))
        except LabError as error:
            if "is not paused" not in error.message and "is not running" not in error.message:
                raise

    def ask_to_stop(self, host: HostPlan) -> str:
        """See :class:`~socketlab.runtimes.capabilities.AsksToStop`.

        The container's configuration has the image's signal or the service's.
        """
        container = self.container(host)
        with translated(f'ask "{host.name}" to stop'):
            signal = self._api.inspect_container(container)["Config"].get("StopSignal") or "SIGTERM"
            self._api.kill(container, signal=signal)
        return str(signal).removeprefix("SIG")

    def segment(self, host: HostPlan) -> tuple[Segment, str]:
        """The run's network, and a host's address there."""
        subnet = self._subnet(host)
        if subnet is None:
            raise LabError(f'"{host.name}" is not on the run\'s network')
        seat = self.seat(host)
        address = seat.address() if seat.movable else address_in(subnet, host.address_number)
        network = host.networks[0]
        return Segment(network, subnet, self._probers.get(network, LAST_BUT_ONE)), address

    def _subnet(self, host: HostPlan) -> str | None:
        """The subnet of the run's own network that a host is on."""
        return self.subnets.get(host.networks[0]) if host.networks else None

    def seat(self, host: HostPlan) -> Seat:
        """A host's place on the run's own network."""
        links = self.ticket.links
        if host.name not in self._seats:
            addresses = () if links is None else addresses_of(links, self.subnets, host.name)
            self._seats[host.name] = Seat(self._api, self.container(host), host, addresses)
        return self._seats[host.name]

    def take_down(self, host: HostPlan, *, grace_s: float) -> str:
        """See :class:`~socketlab.runtimes.api.Restarts`."""
        attachment = self._attachments[host.name]
        attachment.expect_end()
        ignored = self._stop(host, grace_s)
        attachment.join(_LAST_WORDS_S)
        return ignored

    def bring_back(self, host: HostPlan) -> None:
        """See :class:`~socketlab.runtimes.api.Restarts`."""
        self._follow(host)
        with translated(f'bring "{host.name}" back'):
            self._api.start(self.container(host))

    @override
    def remove(self, host: HostPlan) -> None:
        try:
            with translated(f'remove "{host.name}"'):
                self._api.remove_container(self.container(host), force=True, v=True)
        except Gone:
            pass
        attachment = self._attachments.pop(host.name, None)
        if attachment is not None:
            attachment.close()

    def remove_network(self) -> None:
        """See :class:`~socketlab.runtimes.api.Runtime`; all hosts are gone, and with them what they share."""
        self.fetcher.close()
        self._gate.remove()
        for network in list(self.subnets):
            with contextlib.suppress(Gone):
                remove_network(self._api, network, name=network)
            del self.subnets[network]
        self.copies.remove()

    @override
    def close(self) -> None:
        for attachment in list(self._attachments.values()):
            attachment.close()

    def _ended(self, host: HostPlan) -> None:
        """The streams are closed: find out how it ended and report that."""
        container = self.container(host)
        ended: Ended | Lost
        try:
            with translated(f'wait for "{host.name}"'):
                code = int(self._api.wait(container)["StatusCode"])
                ended = Ended(host=host.name, code=code)
                if code == _KILLED or host.gate_added or not host.gated:
                    state = self._api.inspect_container(container)["State"]
                    ran = (_seconds(state["StartedAt"]), _seconds(state["FinishedAt"]))
                    killed = bool(state.get("OOMKilled"))
                    ended = Ended(host=host.name, code=code, out_of_memory=killed, ran=ran)
        except Gone:
            ended = Lost(host=host.name, reason=f'"{host.name}" was removed by something else')
        except LabError as error:
            ended = Lost(host=host.name, reason=str(error))
        except (KeyError, TypeError, ValueError) as error:
            ended = Lost(host=host.name, reason=f'the engine does not say how "{host.name}" ended: {error}')
        self._sink(ended)


def _seconds(stamp: str) -> float:
    """Seconds since the epoch of the engine's time stamp, which has nanoseconds: Python reads micro."""
    whole, _, fraction = stamp.rstrip("Z").partition(".")
    return datetime.fromisoformat(f"{whole}.{fraction[:6].ljust(6, '0')}+00:00").timestamp()
