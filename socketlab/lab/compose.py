"""Docker Compose, old or new, and what its error messages mean.

The lab runs with whichever of ``docker compose`` and ``docker-compose`` is installed, so only what both
know is used. Their error output is many lines about the engine's internals; a user gets one about the cause.
"""

from __future__ import annotations

import dataclasses
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from socketlab.errors import LabError
from socketlab.lab.definition import FILE, read_definition
from socketlab.runtimes.docker.unreachable import installer


@dataclass(frozen=True, slots=True, kw_only=True)
class Compose:
    """Compose for one project.

    Args:
        program: The words that call it, ``docker compose`` or ``docker-compose``.
        root: The folder of compose.yaml.
        project: The name that its containers and networks carry.
        environ: Where the settings of compose.yaml come from.
    """

    program: tuple[str, ...]
    root: Path
    project: str
    environ: Mapping[str, str]

    def command(self, *arguments: str) -> list[str]:
        """The full command line of a Compose command."""
        return [*self.program, "-p", self.project, "-f", str(self.root / FILE), *arguments]

    def with_everything(self) -> Compose:
        """The same, with every profile chosen: ``down`` must remove whatever may be running."""
        profiles = read_definition(self.root, self.environ).every_profile()
        return dataclasses.replace(self, environ={**self.environ, "COMPOSE_PROFILES": profiles})

    def run(self, *arguments: str) -> str:
        """Run a Compose command to its end.

        Returns:
            What it printed on standard output.

        Raises:
            LabError: when it fails, with a hint for the known causes.
        """
        done = subprocess.run(
            self.command(*arguments),
            cwd=self.root,
            env=dict(self.environ),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
        if done.returncode:
            definition = read_definition(self.root, self.environ)
            raise explain(done.stderr + done.stdout, definition.port_variables())
        return done.stdout


def find_program() -> tuple[str, ...]:
    """The command of Compose on this machine; the new one where both are installed.

    Raises:
        LabError: when neither is.
    """
    if shutil.which("docker"):
        asked = subprocess.run(
            ["docker", "compose", "version"], stdin=subprocess.DEVNULL, capture_output=True, check=False
        )
        if asked.returncode == 0:
            return ("docker", "compose")
    if shutil.which("docker-compose"):
        return ("docker-compose",)
    raise LabError(
        "neither docker compose nor docker-compose is installed",
        hint=f"run {installer()}, or install the package docker-compose",
    )


def explain(output: str, variables: Mapping[int, str]) -> LabError:
    """The error that Compose's output means.

    Args:
        output: All that it printed.
        variables: Which variable publishes at which port.
    """
    port = _taken_port(output)
    if port is not None:
        return _port_taken(port, variables.get(port))
    if "Pool overlaps" in output:
        return LabError(
            "the lab's subnet overlaps another network of this machine",
            hint="choose another, as in SOCKETLAB_SUBNET=172.29.7.0/24 socketlab lab up",
        )
    if re.search(r"Network .* needs to be recreated", output):
        return LabError(
            "the lab's network does not have the settings that compose.yaml gives it now",
            hint="run socketlab lab down first",
        )
    if "has active endpoints" in output:
        return LabError(
            "the lab's network is still in use",
            hint="wait for the runs on it to end, or run socketlab clean",
        )
    return LabError(
        f"Compose failed: {_last_line(output)}", hint="check compose.yaml with docker-compose config"
    )


_TAKEN = ("address already in use", "port is already allocated", "ports are not available")
"""Source: moby, ``libnetwork/portallocator`` and ``drivers/bridge``; Docker Desktop's port forwarder."""


def _taken_port(output: str) -> int | None:
    """The port of this machine that an engine could not bind, in the words of several releases."""
    for line in output.splitlines():
        if any(words in line for words in _TAKEN):
            found = re.search(r"(?:\d+\.\d+\.\d+\.\d+|\]|localhost):(\d+)", line)
            if found:
                return int(found[1])
    return None


def _port_taken(port: int, variable: str | None) -> LabError:
    setting = f"{variable}={_another_port(port)}" if variable else "the ..._PORT variable of its service"
    return LabError(
        f'port "{port}" of this machine is taken by another program',
        hint=f"stop that program, or use another port, as in {setting} socketlab lab up"
        if variable
        else f"stop that program, or set {setting} (see compose.yaml)",
    )


def _another_port(port: int) -> int:
    return port + 10_000 if port + 10_000 < 32_768 else port - 10_000


def _last_line(output: str) -> str:
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    errors = [line for line in lines if "error" in line.lower() and "encountered errors" not in line.lower()]
    return (errors or lines or ["it printed nothing"])[-1]
