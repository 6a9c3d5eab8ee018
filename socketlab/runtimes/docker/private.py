"""Private hosts: a container each, made for the run and removed after it."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from socketlab import labels
from socketlab.errors import LabError
from socketlab.hosts.addresses import address_in
from socketlab.hosts.model import HostPlan, NetworkPlan
from socketlab.runtimes.api import Created, Ended, Output, Readiness, RunTicket, Sink, Status
from socketlab.runtimes.docker.body import container_body
from socketlab.runtimes.docker.engine import Gone, translated
from socketlab.runtimes.docker.streams import Attachment

_KILLED = 137
"""Exit status of a process that SIGKILL ended; what a container out of memory shows."""

_LAST_WORDS_S = 5.0
"""For what a host that goes down still writes."""


@dataclass(frozen=True, slots=True)
class _ImageFacts:
    labels: dict[str, str]
    has_healthcheck: bool


class PrivateHosts:
    """The private part of one run: its network and its containers.

    Args:
        api: The engine's client.
        ticket: The run.
        sink: Where signals go.
    """

    def __init__(self, api: Any, ticket: RunTicket, sink: Sink) -> None:
        self._api = api
        self._ticket = ticket
        self._sink = sink
        self._network: str | None = None
        self._subnet: str | None = None
        self._attachments: dict[str, Attachment] = {}
        self._images: dict[str, _ImageFacts] = {}
        self._lock = threading.Lock()

    def add_network(self, network: NetworkPlan) -> str:
        """As the runtime's verb."""
        for subnet in network.subnets:
            ipam = {"Driver": "default", "Config": [{"Subnet": subnet}]}
            with translated(f'make network "{network.name}"'):
                try:
                    self._api.create_network(
                        network.name,
                        driver="bridge",
                        ipam=ipam,
                        internal=True,
                        labels=dict(self._ticket.labels),
                    )
                except Exception as error:
                    if _overlaps(error):
                        continue
                    raise
            self._network, self._subnet = network.name, subnet
            return subnet
        raise LabError(
            f"no free subnet among {len(network.subnets)} of 198.19.0.0/16",
            hint="remove what earlier runs left with socketlab clean",
        )

    def container(self, host: HostPlan) -> str:
        """The container's name: known before it exists, unique for the run."""
        return f"socketlab-{self._ticket.run}-{host.name}"

    def create(self, host: HostPlan) -> Created:
        """As the runtime's verb."""
        readiness = self._readiness(host)
        subnet = self._subnet if self._network in host.networks else None
        body = container_body(host, labels=self._ticket.labels, subnet=subnet, readiness=readiness)
        name = self.container(host)
        with translated(f'create "{host.name}"'):
            self._api.create_container_from_config(body, name)
            for network in host.networks[1:]:
                self._api.connect_container_to_network(name, network)
        self._follow(host, readiness)
        return Created(readiness=readiness, address=address_in(subnet, host.address_number) if subnet else "")

    def _follow(self, host: HostPlan, readiness: Readiness) -> None:
        self._attachments[host.name] = Attachment(
            self._api,
            self.container(host),
            on_output=lambda stream, content: self._sink(
                Output(host=host.name, stream=stream, content=content)
            ),
            on_end=lambda: self._ended(host, readiness),
            stdin=host.role == "client",
        )

    def start(self, host: HostPlan) -> str:
        """As the runtime's verb."""
        with translated(f'start "{host.name}"'):
            self._api.start(self.container(host))
            if self._subnet and self._network in host.networks:
                return address_in(self._subnet, host.address_number)
            networks = self._api.inspect_container(self.container(host))["NetworkSettings"]["Networks"]
        return next((str(entry["IPAddress"]) for entry in networks.values()), "")

    def send(self, host: HostPlan, content: bytes, *, close: bool) -> None:
        """As the runtime's verb."""
        self._attachments[host.name].send(content, close=close)

    def status(self, host: HostPlan) -> Status:
        """As the runtime's verb."""
        with translated(f'look at "{host.name}"'):
            state = self._api.inspect_container(self.container(host))["State"]
        health = state.get("Health", {}).get("Status")
        return Status(running=bool(state["Running"]), healthy=None if health is None else health == "healthy")

    def stop(self, host: HostPlan, *, grace_s: float) -> None:
        """As the runtime's verb."""
        try:
            with translated(f'stop "{host.name}"'):
                if grace_s > 0:
                    self._api.stop(self.container(host), timeout=max(1, round(grace_s)))
                else:
                    self._api.kill(self.container(host))
        except Gone:
            return
        except LabError as error:
            if "is not running" not in error.message:
                raise

    def signal(self, host: HostPlan, name: str) -> None:
        """As the power's verb."""
        with translated(f'send {name} to "{host.name}"'):
            self._api.kill(self.container(host), signal=f"SIG{name}")

    def take_down(self, host: HostPlan, *, grace_s: float) -> None:
        """As the power's verb."""
        attachment = self._attachments[host.name]
        attachment.expect_end()
        with translated(f'take "{host.name}" down'):
            self._api.stop(self.container(host), timeout=max(1, round(grace_s)))
        attachment.join(_LAST_WORDS_S)

    def bring_back(self, host: HostPlan) -> None:
        """As the power's verb."""
        self._follow(host, self._readiness(host))
        with translated(f'bring "{host.name}" back'):
            self._api.start(self.container(host))

    def remove(self, host: HostPlan) -> None:
        """As the runtime's verb."""
        try:
            with translated(f'remove "{host.name}"'):
                self._api.remove_container(self.container(host), force=True, v=True)
        except Gone:
            pass
        attachment = self._attachments.pop(host.name, None)
        if attachment is not None:
            attachment.close()

    def remove_network(self) -> None:
        """As the runtime's verb."""
        if self._network is None:
            return
        try:
            with translated(f'remove network "{self._network}"'):
                self._api.remove_network(self._network)
        except Gone:
            pass
        self._network = None

    def close(self) -> None:
        """Stop following all output."""
        for attachment in list(self._attachments.values()):
            attachment.close()

    def _readiness(self, host: HostPlan) -> Readiness:
        facts = self._facts(host.machine.image)
        own_entrypoint = host.machine.entrypoint is None
        if host.role == "client":
            return "gate" if own_entrypoint and facts.labels.get(labels.GATE) == "1" else "running"
        if own_entrypoint and facts.labels.get(labels.JOURNAL) == "1":
            return "journal"
        check = host.machine.healthcheck
        if check is None:
            return "health" if facts.has_healthcheck else "running"
        return "running" if check.disable else "health"

    def _facts(self, image: str) -> _ImageFacts:
        with self._lock:
            if image not in self._images:
                with translated(f'use image "{image}"'):
                    config = self._api.inspect_image(image).get("Config") or {}
                test = (config.get("Healthcheck") or {}).get("Test") or ["NONE"]
                self._images[image] = _ImageFacts(dict(config.get("Labels") or {}), test[0] != "NONE")
            return self._images[image]

    def _ended(self, host: HostPlan, readiness: Readiness) -> None:
        """The streams are closed: learn how it ended and tell so."""
        container = self.container(host)
        ended = Ended(host=host.name, code=None)
        try:
            with translated(f'wait for "{host.name}"'):
                code = int(self._api.wait(container)["StatusCode"])
                ended = Ended(host=host.name, code=code)
                if code == _KILLED or readiness != "gate":
                    state = self._api.inspect_container(container)["State"]
                    ran = (_seconds(state["StartedAt"]), _seconds(state["FinishedAt"]))
                    killed = bool(state.get("OOMKilled"))
                    ended = Ended(host=host.name, code=code, out_of_memory=killed, ran=ran)
        except LabError:
            pass  # removed by force, or the engine is gone: nobody can tell more
        self._sink(ended)


def _seconds(stamp: str) -> float:
    """Seconds since the epoch of the engine's time stamp, which has nanoseconds: Python reads micro."""
    whole, _, fraction = stamp.rstrip("Z").partition(".")
    return datetime.fromisoformat(f"{whole}.{fraction[:6].ljust(6, '0')}+00:00").timestamp()


def _overlaps(error: Exception) -> bool:
    text = str(error).lower()
    return "pool overlaps" in text or "overlaps with" in text or "conflicts with network" in text
