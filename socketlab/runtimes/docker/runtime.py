"""The Docker runtime: each verb goes to the part for the host's kind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from typing_extensions import override

from socketlab.events import FileSeen, ProcessRow
from socketlab.hosts.model import HostPlan, NetworkPlan, PlacedFile, Placement, Surroundings
from socketlab.hosts.sockets import SocketRow
from socketlab.runtimes.api import Leftover, Lost, RunTicket, Runtime, Sink, Status
from socketlab.runtimes.capabilities import (
    AsksToStop,
    Connection,
    Executes,
    HandlesFiles,
    Pauses,
    Restarts,
    SeesCounters,
    SeesProcesses,
    SeesSockets,
    SendsSignals,
    TriesConnections,
    capabilities_of,
)
from socketlab.runtimes.docker import observe
from socketlab.runtimes.docker import usage as usage_of_container
from socketlab.runtimes.docker.about import about_engine
from socketlab.runtimes.docker.body import HONOURED
from socketlab.runtimes.docker.closed import ClosedNetwork, closed_network
from socketlab.runtimes.docker.engine import connect
from socketlab.runtimes.docker.gates import why_no_gate
from socketlab.runtimes.docker.heartbeat import Heartbeat
from socketlab.runtimes.docker.images import look_at_images
from socketlab.runtimes.docker.kept import kept_hosts, subnets_of
from socketlab.runtimes.docker.leftovers import find_leftovers, sweep
from socketlab.runtimes.docker.limits import Limited, LimitVerbs
from socketlab.runtimes.docker.parts import Part
from socketlab.runtimes.docker.private import PrivateHosts
from socketlab.runtimes.docker.probing import Prober, Segment
from socketlab.runtimes.docker.router import Router, link_mechanisms
from socketlab.runtimes.docker.routing import RouterVerbs
from socketlab.runtimes.docker.seat import Seat
from socketlab.runtimes.docker.standing import StandingHosts, find_standing, standing_nonce
from socketlab.runtimes.docker.warm import WarmClients
from socketlab.runtimes.kept import KeptHost, ResumesRuns
from socketlab.runtimes.usage import SamplesHosts, Usage


class DockerRuntime(
    Runtime,
    SeesProcesses,
    SeesCounters,
    SeesSockets,
    HandlesFiles,
    SendsSignals,
    Pauses,
    Restarts,
    Executes,
    AsksToStop,
    TriesConnections,
    SamplesHosts,
    RouterVerbs,
    LimitVerbs,
    ResumesRuns,
):
    """Hosts as containers of one Docker engine.

    Raises:
        EngineUnreachable: when no engine answers.
    """

    name = "docker"

    def __init__(self) -> None:
        self._api = connect()
        self._opened: PrivateHosts | None = None
        self._parts: dict[Placement, Part] = {}
        self._prober: Prober | None = None
        self._heartbeat: Heartbeat | None = None
        self._router: Router | None = None

    # before and around a run

    @override
    def surroundings(self, images: frozenset[str]) -> Surroundings:
        found, missing = look_at_images(self._api, images)
        return Surroundings(
            runtime=self.name,
            capabilities=capabilities_of(self),
            honours=HONOURED,
            standing=find_standing(self._api),
            images=found,
            missing=missing,
            network_note=self._closed().note,
            no_gate=why_no_gate(self._api),
        )

    @override
    def describe(self) -> dict[str, Any]:
        return {"runtime": self.name, **about_engine(self._api)}

    @override
    def open(self, ticket: RunTicket, sink: Sink) -> None:
        self._opened = PrivateHosts(self._api, ticket, sink, self._closed)
        self._parts = {
            Placement.PRIVATE: self._opened,
            Placement.STANDING: StandingHosts(self._api, sink),
            Placement.WARM_CLIENT: WarmClients(self._api, ticket, sink),
        }
        self._prober = Prober(self._api, ticket)
        self._heartbeat = Heartbeat(self._api, ticket.run, lambda reason: sink(Lost(host="", reason=reason)))
        self._router = Router(self._api, ticket, sink)

    @override
    def close(self) -> None:
        if self._heartbeat is not None:
            self._heartbeat.close()
        for part in self._parts.values():
            part.close()
        if self._router is not None:
            self._router.close()
        self._api.close()

    # verbs

    @override
    def add_network(self, network: NetworkPlan) -> str:
        return self._private.add_network(network)

    @override
    def standing_nonce(self, host: HostPlan) -> str:
        return standing_nonce(self._api, host) if host.placement is Placement.STANDING else ""

    @override
    def create(self, host: HostPlan) -> None:
        self._part(host).create(host)

    @override
    def start(self, host: HostPlan) -> str:
        return self._part(host).start(host)

    @override
    def send(self, host: HostPlan, content: bytes, *, close: bool) -> None:
        self._part(host).send(host, content, close=close)

    @override
    def status(self, host: HostPlan) -> Status:
        return self._part(host).status(host)

    @override
    def stop(self, host: HostPlan, *, grace_s: float) -> str:
        return self._part(host).stop(host, grace_s=grace_s)

    @override
    def remove(self, host: HostPlan) -> None:
        self._part(host).remove(host)

    @override
    def remove_network(self) -> None:
        if self._prober is not None:  # it is on the network and goes first
            self._prober.remove()
        if self._router is not None:
            self._router.remove()
        self._private.remove_network()

    @override
    def leftovers(self, run: str | None, *, jobs: bool = True) -> tuple[Leftover, ...]:
        return find_leftovers(self._api, run, jobs=jobs)

    @override
    def sweep(self, leftovers: tuple[Leftover, ...]) -> None:
        sweep(self._api, leftovers)

    # capabilities

    @override
    def kept_hosts(self) -> tuple[KeptHost, ...]:
        return kept_hosts(self._api)

    @override
    def resume(self, ticket: RunTicket, sink: Sink) -> None:
        self.open(ticket, sink)
        self._private.subnets.update(subnets_of(self._api, ticket.run))
        self.opened_router()[0].resume(self._private.subnets)

    @override
    def processes(self, host: HostPlan) -> tuple[ProcessRow, ...]:
        return observe.processes(self._api, self._container(host))

    @override
    def counters(self, host: HostPlan) -> dict[str, int]:
        return observe.counters(self._api, self._container(host))

    @override
    def sockets(self, host: HostPlan) -> tuple[SocketRow, ...]:
        return observe.sockets(self._api, self._container(host))

    @override
    def usage(self, host: HostPlan) -> Usage:
        return usage_of_container.usage(self._api, self._container(host))

    @override
    def place(self, host: HostPlan, file: PlacedFile) -> FileSeen:
        return observe.place(self._api, self._container(host), host.name, file)

    @override
    def digest(self, host: HostPlan, path: str) -> FileSeen:
        return observe.digest(self._api, self._container(host), host.name, path)

    @override
    def signal(self, host: HostPlan, name: str) -> None:
        self._private.signal(host, name)

    @override
    def pause(self, host: HostPlan) -> None:
        self._private.pause(host)

    @override
    def resume_host(self, host: HostPlan) -> None:
        self._private.resume_host(host)

    @override
    def ask_to_stop(self, host: HostPlan) -> str:
        return self._private.ask_to_stop(host)

    @override
    def prepare_connections(self, host: HostPlan) -> None:
        self._opened_prober.start(self._segment(host)[0])

    @override
    def try_connection(self, host: HostPlan, port: int, *, timeout_s: float) -> Connection:
        segment, address = self._segment(host)
        return self._opened_prober.try_connection(segment, address, port, timeout_s)

    @override
    def take_down(self, host: HostPlan, *, grace_s: float) -> str:
        return self._private.take_down(host, grace_s=grace_s)

    @override
    def bring_back(self, host: HostPlan) -> None:
        self._private.bring_back(host)

    @override
    def execute(self, host: HostPlan, command: tuple[str, ...]) -> tuple[int, bytes]:
        return observe.execute(self._api, self._container(host), host.name, command)

    @override
    def launch(self, host: HostPlan, command: tuple[str, ...]) -> None:
        observe.launch(self._api, self._container(host), host.name, command)

    @override
    def link_mechanisms(self) -> frozenset[str]:
        return link_mechanisms(self._api, self._closed())

    @override
    def opened_router(self) -> tuple[Router, Mapping[str, str]]:
        if self._router is None:
            raise AssertionError("the runtime was not opened for a run")
        return self._router, self._private.subnets

    @override
    def limited(self, host: HostPlan) -> Limited:
        return Limited(self._api, self._private.container(host), self._private.ticket)

    @override
    def seat(self, host: HostPlan) -> Seat:
        return self._private.seat(host)

    def _closed(self) -> ClosedNetwork:
        return closed_network(self._api.said)

    def _part(self, host: HostPlan) -> Part:
        if not self._parts:
            raise AssertionError("the runtime was not opened for a run")
        return self._parts[host.placement]

    def _segment(self, host: HostPlan) -> tuple[Segment, str]:
        if host.standing is not None:
            return Segment(host.standing.network, None), host.standing.address
        return self._private.segment(host)

    def _container(self, host: HostPlan) -> str:
        return self._part(host).container(host)

    @property
    def _private(self) -> PrivateHosts:
        if self._opened is None:
            raise AssertionError("the runtime was not opened for a run")
        return self._opened

    @property
    def _opened_prober(self) -> Prober:
        if self._prober is None:
            raise AssertionError("the runtime was not opened for a run")
        return self._prober
