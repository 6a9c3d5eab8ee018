"""The gate in front of programs of any image: a static program in a volume that clients mount.

One container of the gate's image is created for each run that needs it, and never started. The engine copies
the image's folder into a volume of that container, and each client mounts that volume: so nothing is copied
for a client, and its image needs no shell and no room.

Source: Docker Engine API 1.41, "Create a container", ``HostConfig.VolumesFrom``; Docker
documentation, "Volumes", "Populate a volume using a container".
"""

from __future__ import annotations

import contextlib
import threading
from typing import Any

from socketlab import labels
from socketlab.errors import ImageMissing
from socketlab.runtimes.api import RunTicket
from socketlab.runtimes.docker.engine import Gone, translated

GATE_IMAGE = "socketlab/gate"
GATE_PROGRAM = "/.socketlab/gate"
"""Where a client finds it: below a folder that no distribution has."""

_VERSION = "1"
"""Of the line that it waits for; see ``images/gate/gate.c``."""


def why_no_gate(api: Any) -> str:
    """Why clients of other images cannot get a gate; empty where they can."""
    how = "run socketlab lab build gate"
    try:
        with translated(f'look at "{GATE_IMAGE}"'):
            marks = api.inspect_image(GATE_IMAGE)["Config"]["Labels"] or {}
    except ImageMissing:
        return f'the image "{GATE_IMAGE}" is not on this machine ({how})'
    return "" if marks.get(labels.GATE_PROGRAM) == _VERSION else f'the image "{GATE_IMAGE}" is old ({how})'


class GateVolume:
    """The volume with the gate in it, made for one run when the first client needs it.

    Args:
        api: The engine's client.
        ticket: The run.
    """

    def __init__(self, api: Any, ticket: RunTicket) -> None:
        self._api = api
        self._ticket = ticket
        self._lock = threading.Lock()
        self._container = ""

    def put_before(self, body: dict[str, Any]) -> None:
        """Have a container start the gate, with what it would have started as its arguments.

        Args:
            body: That of the call that creates it.
        """
        body["HostConfig"]["VolumesFrom"] = [f"{self._made()}:ro"]
        body["Entrypoint"] = [GATE_PROGRAM, *body.get("Entrypoint", ())]

    def _made(self) -> str:
        """The container whose volume it is."""
        with self._lock:
            if not self._container:
                name = f"socketlab-{self._ticket.run}_gate"  # a host's has a hyphen there
                body = {
                    "Image": GATE_IMAGE,
                    "Labels": dict(self._ticket.labels),
                    "HostConfig": {"NetworkMode": "none"},
                }
                with translated("make the volume of the gate"):
                    self._api.create_container_from_config(body, name)
                self._container = name
            return self._container

    def remove(self) -> None:
        """Remove it, after all clients. It may be removed already."""
        with self._lock, contextlib.suppress(Gone):
            if self._container:
                with translated("remove the volume of the gate"):
                    self._api.remove_container(self._container, force=True, v=True)
            self._container = ""
