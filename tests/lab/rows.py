"""Rows of the engine's list of containers, and an engine that gives them."""

from typing import Any


def row(service: str, number: int = 1, **changes: Any) -> dict[str, Any]:
    labels = {
        "com.docker.compose.service": service,
        "com.docker.compose.container-number": str(number),
        "com.docker.compose.oneoff": "False",
        "io.socketlab.about": f"what {service} is",
    }
    if service == "client":
        labels["io.socketlab.gate"] = "1"
    published = {"IP": "127.0.0.1", "PrivatePort": 50007, "PublicPort": 15007, "Type": "tcp"}
    return {
        "Id": f"{service}{number}",
        "ImageID": "sha256:1",
        "Labels": labels,
        "State": "running",
        "Status": "Up 3 minutes (healthy)",
        "NetworkSettings": {"Networks": {"socketlab_lab": {"IPAddress": f"172.28.0.{number + 1}"}}},
        "Ports": [] if service == "client" else [published],
        **changes,
    }


class Engine:
    def __init__(self, *rows: dict[str, Any]) -> None:
        self.rows = rows
        self.filters: Any = None

    def containers(self, *, all: bool, filters: dict[str, Any]) -> list[dict[str, Any]]:  # noqa: A002 - the SDK's
        assert all
        self.filters = filters
        return list(self.rows)
