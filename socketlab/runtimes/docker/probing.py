"""Connections tried from a host of their own: works for images of any kind, with a shell or without.

A run that asks for connections starts one small container on the network in question; it stays for all its
questions and goes with the run. It has the run's labels, so that ``clean`` finds it after a crash.
"""

from __future__ import annotations

import ipaddress
import json
import threading
from pathlib import Path
from typing import Any

from socketlab.errors import LabError
from socketlab.runtimes.api import RunTicket
from socketlab.runtimes.capabilities import Connection
from socketlab.runtimes.docker.engine import Gone, translated

IMAGES = ("socketlab/client", "socketlab/base", "socketlab/python")
"""Images with a Python interpreter, in order of choice; none is built or pulled for this."""

_PROGRAM = Path(__file__).with_name("probe.py")


class Prober:
    """The container of one run that tries connections.

    Args:
        api: The engine's client.
        ticket: The run.
    """

    def __init__(self, api: Any, ticket: RunTicket) -> None:
        self._api = api
        self._ticket = ticket
        self._lock = threading.Lock()
        self._containers: dict[str, str] = {}

    def start(self, segment: Segment) -> str:
        """Start the container on a network, unless it runs there already.

        Returns:
            Its id.

        Raises:
            LabError: when it cannot be started.
        """
        with self._lock:
            return self._containers.get(segment.network) or self._start(segment)

    def try_connection(self, segment: Segment, address: str, port: int, timeout_s: float) -> Connection:
        """Connect to an address from another host of its network.

        Raises:
            LabError: when no container can be started there.
        """
        container = self.start(segment)
        command = ["python3", "-c", _PROGRAM.read_text(encoding="utf-8"), address, str(port), str(timeout_s)]
        with translated(f"try a connection to {address}:{port}"):
            execution = self._api.exec_create(container, command)["Id"]
            output = self._api.exec_start(execution).decode(errors="replace")
        try:
            seen = json.loads(output)
            return Connection(outcome=seen["outcome"], took_s=float(seen["took_s"]))
        except (ValueError, KeyError, TypeError) as error:
            raise LabError(f"cannot try a connection: {output.strip()[-200:]}") from error

    def remove(self) -> None:
        """Remove what was started; what is gone is not an error."""
        with self._lock:
            for container in self._containers.values():
                try:
                    with translated("remove the probe"):
                        self._api.remove_container(container, force=True, v=True)
                except Gone:
                    continue
            self._containers.clear()

    def _start(self, segment: Segment) -> str:
        number = len(self._containers)
        name = f"socketlab-{self._ticket.run}_probe{number or ''}"  # no host's name has an underscore
        endpoint = {"IPAMConfig": {"IPv4Address": segment.free_address}} if segment.free_address else {}
        body = {
            "Image": image_with_python(self._api, "try connections from"),
            "Entrypoint": ["sleep"],
            "Cmd": [str(int(self._ticket.lifetime_s))],
            "Labels": dict(self._ticket.labels),
            "Healthcheck": {"Test": ["NONE"]},
            "HostConfig": {"NetworkMode": segment.network, "CapDrop": ["ALL"], "ReadonlyRootfs": True},
            "NetworkingConfig": {"EndpointsConfig": {segment.network: endpoint}},
        }
        with translated("start a probe"):
            container = str(self._api.create_container_from_config(body, name)["Id"])
            self._containers[segment.network] = container
            self._api.start(container)
        return container


def image_with_python(api: Any, purpose: str) -> str:
    """An image with a Python interpreter that is there.

    Raises:
        LabError: when there is none, with what it is needed for.
    """
    for image in IMAGES:
        try:
            with translated(f'use image "{image}"'):
                api.inspect_image(image)
        except LabError:
            continue
        return image
    raise LabError(f"no image to {purpose}", hint="run python -m scenarios lab build client")


LAST_BUT_ONE = -2
"""The number of the address that a plan leaves free for a prober, where it does not say."""


class Segment:
    """A network, and an address in it that no host of the run has.

    Args:
        network: The engine's name for it.
        subnet: The run's own subnet, of which the plan leaves an address free; ``None`` for another
            network, where the engine chooses an address.
        number: The number of that address.
    """

    def __init__(self, network: str, subnet: str | None, number: int = LAST_BUT_ONE) -> None:
        self.network = network
        self.free_address = str(ipaddress.ip_network(subnet)[number]) if subnet else None
