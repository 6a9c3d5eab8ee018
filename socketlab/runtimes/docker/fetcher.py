"""HTTP requests to a host from inside its network, with a program of another image: its own needs none.

Each question starts a small container that shares the host's network, and that is removed with the answer; it
has the run's labels, so that ``clean`` finds it after a crash.

Source: docker run reference, "--network", container:NAME.
"""

from __future__ import annotations

import json
import secrets
import threading
from pathlib import Path
from typing import Any

from socketlab.errors import LabError
from socketlab.runtimes.api import RunTicket
from socketlab.runtimes.docker.engine import Gone, translated
from socketlab.runtimes.docker.probing import image_with_python

_PROGRAM = Path(__file__).with_name("fetch.py")


class Fetcher:
    """Asks the hosts of one run.

    Args:
        api: The engine's client.
        ticket: The run.
    """

    def __init__(self, api: Any, ticket: RunTicket) -> None:
        self._api = api
        self._ticket = ticket
        self._lock = threading.Lock()
        self._containers: set[str] = set()
        self._closed = False

    def fetch(self, host: str, words: list[str], addresses: list[str]) -> tuple[int, str]:
        """Ask a host.

        Args:
            host: Its container.
            words: What the program is given: port, path, the wanted statuses and the time.
            addresses: The host's addresses.

        Raises:
            LabError: when no container can be started there.
        """
        name = f"socketlab-{self._ticket.run}_fetch{secrets.token_hex(3)}"  # no host's name has an underscore
        program = _PROGRAM.read_text(encoding="utf-8")
        body = {
            "Image": image_with_python(self._api, "send requests from"),
            "Entrypoint": ["python3", "-c", program],
            "Cmd": [*words, "127.0.0.1", *addresses],
            "Labels": dict(self._ticket.labels),
            "Healthcheck": {"Test": ["NONE"]},
            "HostConfig": {"NetworkMode": f"container:{host}", "CapDrop": ["ALL"], "ReadonlyRootfs": True},
        }
        with self._lock:
            if self._closed:
                raise LabError("the run is over")
            with translated("send a request"):
                container = str(self._api.create_container_from_config(body, name)["Id"])
            self._containers.add(container)
        try:
            with translated("send a request"):
                self._api.start(container)
                self._api.wait(container)
                output = self._api.logs(container).decode(errors="replace")
        finally:
            self._remove(container)
        try:
            status, trouble = json.loads(output)
            return int(status), str(trouble)
        except (ValueError, TypeError) as error:
            raise LabError(f"cannot send a request: {output.strip()[-200:]}") from error

    def close(self) -> None:
        """Remove what is still there; nothing is asked afterwards."""
        with self._lock:
            self._closed = True
            left = tuple(self._containers)
        for container in left:
            self._remove(container)

    def _remove(self, container: str) -> None:
        try:
            with translated("remove a request"):
                self._api.remove_container(container, force=True, v=True)
        except Gone:
            pass
        self._containers.discard(container)
