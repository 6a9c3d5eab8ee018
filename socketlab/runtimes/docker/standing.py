"""Hosts of the standing lab: found by their labels, and followed but never touched."""

from __future__ import annotations

import os
from typing import Any

from typing_extensions import override

from socketlab.errors import LabError
from socketlab.hosts.model import HostPlan, StandingHost
from socketlab.runtimes.api import Ended, Lost, Output, Sink, Status
from socketlab.runtimes.docker.engine import translated
from socketlab.runtimes.docker.lab import lab_hosts, lab_project, nonce_of
from socketlab.runtimes.docker.parts import Part, standing_of
from socketlab.runtimes.docker.streams import Attachment


def find_standing(api: Any) -> tuple[StandingHost, ...]:
    """The standing lab's hosts that run now, found by their labels."""
    with translated("look for the standing lab"):
        found = lab_hosts(api, lab_project(os.environ))
    hosts = [
        StandingHost(
            service=host.service,
            number=host.number,
            handle=host.container,
            network=host.network,
            address=host.address,
        )
        for host in found
        if host.state == "running"
    ]
    return tuple(sorted(hosts, key=lambda host: (host.service, host.number)))


def status_of(api: Any, host: HostPlan) -> Status:
    """Whether the standing host that a planned one is, or is on, runs now."""
    with translated(f'look at "{host.name}"'):
        state = api.inspect_container(standing_of(host).handle)["State"]
    return Status(running=bool(state["Running"]))


def standing_nonce(api: Any, host: HostPlan) -> str:
    """What the notes of a standing host's journal carry; empty where its lab was started without."""
    with translated(f'look at "{host.name}"'):
        return nonce_of(api, standing_of(host).handle)


class StandingHosts(Part):
    """The standing servers that a run calls: their output is followed from now on, nothing else."""

    def __init__(self, api: Any, sink: Sink) -> None:
        self._api = api
        self._sink = sink
        self._attachments: dict[str, Attachment] = {}

    @override
    def container(self, host: HostPlan) -> str:
        return standing_of(host).handle

    @override
    def create(self, host: HostPlan) -> None:
        self._attachments[host.name] = Attachment(
            self._api,
            self.container(host),
            on_output=lambda stream, content: self._sink(
                Output(host=host.name, stream=stream, content=content)
            ),
            on_end=lambda: self._ended(host),
            stdin=False,
        )

    @override
    def start(self, host: HostPlan) -> str:
        return standing_of(host).address

    @override
    def send(self, host: HostPlan, content: bytes, *, close: bool) -> None:
        raise LabError(f'"{host.name}" belongs to the standing lab: a run cannot write to its standard input')

    @override
    def status(self, host: HostPlan) -> Status:
        return status_of(self._api, host)

    @override
    def stop(self, host: HostPlan, *, grace_s: float) -> str:
        self.remove(host)
        return ""

    @override
    def remove(self, host: HostPlan) -> None:
        attachment = self._attachments.pop(host.name, None)
        if attachment is not None:
            attachment.close()

    def _ended(self, host: HostPlan) -> None:
        """The stream is closed: the host ended, or the way to it was lost."""
        try:
            running = status_of(self._api, host).running
        except LabError as error:
            self._sink(Lost(host=host.name, reason=str(error)))
        else:
            lost = Lost(host=host.name, reason=f'the output of "{host.name}" broke off')
            self._sink(lost if running else Ended(host=host.name, code=None))

    @override
    def close(self) -> None:
        for attachment in list(self._attachments.values()):
            attachment.close()
