"""Twenty clients of images that know nothing of this tool: how far apart they are released, and connect."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

from tests.bench.command import Bench

STATIC = "socketlab-bench/caller"
PYTHON = "socketlab/python"

CALL = "import socket; s = socket.create_connection(('server', 50007)); s.sendall(b'x'); s.recv(99)"

COMMANDS = {STATIC: ["server", "50007"], PYTHON: ["python3", "-c", CALL]}
"""Of each image: the client's own command."""


class Foreign:
    """Runs of a server that keeps a journal, with twenty clients that keep none.

    Args:
        bench: The product.
    """

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        context = str(Path(__file__).parent / "caller")
        command = ["docker", "build", "--quiet", "--network", "host", "--tag", STATIC, context]
        subprocess.run(command, check=True, capture_output=True)

    def skews_ms(self, image: str) -> tuple[float, float]:
        """Between releases as the gates report them, and between connects as the server accepts them."""
        result = self._bench.run(str(self._scenario(image)))
        released = 1000 * float(result["fleets"]["clients"]["release_skew_s"])
        events = self._bench.folder / result["folder"] / "events.jsonl"
        notes = [note for line in events.read_text().splitlines() if (note := _note(line))]
        accepted = [note["clock"] for note in notes if note["event"] == "connect"]
        return released, 1000 * (max(accepted) - min(accepted))

    def close(self) -> None:
        """Remove the image."""
        subprocess.run(["docker", "rmi", "--force", STATIC], check=True, capture_output=True)

    def _scenario(self, image: str) -> Path:
        settings = {"SOCKETLAB_WORK_SECONDS": "0", "SOCKETLAB_BACKLOG": "128"}
        file = self._bench.folder / "foreign.yaml"
        scenario = {
            "services": {"caller": {"image": image, "command": COMMANDS[image]}},
            "hosts": {"server": {"service": "selectors-server", "environment": settings}},
            "fleets": {"clients": {"service": "caller", "count": 20}},
        }
        file.write_text(json.dumps(scenario), encoding="utf-8")
        return file


def _note(line: str) -> dict[str, Any]:
    """The note of the server's journal on a line of the events; empty for any other event."""
    event: dict[str, Any] = json.loads(line)
    return dict(event["note"]) if event["event"] == "noted" and event["host"] == "server" else {}
