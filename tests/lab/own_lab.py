"""A lab of the tests' own: another project, subnet and ports than a person's standing lab."""

import os
import socket
from contextlib import ExitStack
from dataclasses import dataclass, field

from socketlab.lab.standing import StandingLab

PROJECT = f"socketlab-test-{os.getpid()}"
SUBNET = f"10.213.{os.getpid() % 256}.0/24"


@dataclass
class OwnLab:
    """A lab with a project, a subnet and ports of its own, and what it has said."""

    standing: StandingLab
    environ: dict[str, str]
    said: list[str] = field(default_factory=list)

    def published(self, variable: str) -> tuple[str, int]:
        return "127.0.0.1", int(self.environ[variable])

    def remains(self) -> list[str]:
        """Everything that the engine still has of it."""
        label = {"label": f"com.docker.compose.project={PROJECT}"}
        client = self.standing.client
        containers = [str(row["Id"]) for row in client.containers(all=True, filters=label)]
        networks = [str(row["Name"]) for row in client.networks(filters=label)]
        volumes = [str(row["Name"]) for row in client.volumes(filters=label)["Volumes"] or ()]
        return containers + networks + volumes


def free_ports(count: int) -> list[int]:
    """Ports of this machine that nobody has, held all at once so that they differ."""
    with ExitStack() as stack:
        held = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)]
        return [one.getsockname()[1] for one in held]
