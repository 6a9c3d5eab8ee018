"""The standing lab as a whole: stand it up, look at it, step into it, take it away."""

from __future__ import annotations

import dataclasses
import os
import shutil
import sys
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from socketlab import resources
from socketlab.building import engine, images, recipes
from socketlab.building.engine import Say
from socketlab.building.recipes import UP_TO_DATE
from socketlab.errors import InvalidInput, LabError
from socketlab.lab import compose, health, hosts
from socketlab.lab.hosts import LabHost
from socketlab.lab.table import show_hosts

_PROJECT = "socketlab"
_HEALTH_TIMEOUT_S = 30.0
_NETWORK_TIMEOUT_S = 5.0
_RETRY_S = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingLab:
    """The lab of one Compose project.

    Args:
        client: An engine that answers.
        compose: Compose for the project.
        root: The repository.
        environ: Settings of compose.yaml and of the builds.
        say: Where progress goes.
    """

    client: Any
    compose: compose.Compose
    root: Path
    environ: Mapping[str, str]
    say: Say

    def up(self) -> None:
        """Build what is missing, start what is not running, wait until all is well, show it.

        Raises:
            LabError: when any of it fails.
        """
        began = time.monotonic()
        only = compose.lab_images(self.root, self.environ)
        images.build_images(self.client, self.root, environ=self.environ, say=self.say_news, only=only)
        previous = self.hosts()
        before = {host.container for host in previous if host.state == "running"}
        if not before:
            self.say("starting the lab")
        self.compose.run("up", "-d", "--no-build")
        well = self.wait(known=before)
        for image in {host.image for host in previous}:
            images.forget(self.client, image)
        show_hosts(well)
        if before == {host.container for host in well}:
            self.say("the lab was up already: nothing has changed")
        else:
            self.say(f"the lab is up: {len(well)} hosts in {time.monotonic() - began:.1f} s")
        self.say(f"next: {_python(self.root)} -m scenarios run parallel-echo")

    def down(self) -> None:
        """Remove the hosts and their network, and say what was removed.

        Raises:
            LabError: when something keeps the network in use.
        """
        gone, networks = self.hosts(), self._networks()
        if not gone and not networks:
            self.say("the lab is down already: nothing to remove")
            return
        deadline = time.monotonic() + _NETWORK_TIMEOUT_S
        while not self._removed():
            if time.monotonic() > deadline:
                self.compose.with_everything().run("down", "-v", "--remove-orphans")
                break
            time.sleep(_RETRY_S)
        named = ", ".join(f'network "{name}"' for name in networks)
        self.say(" and ".join(filter(None, (f"removed {len(gone)} hosts", named))))

    def status(self) -> None:
        """Show the hosts as they are now."""
        found = self.hosts()
        if not found:
            self.say("the lab is down: start it with make lab-up")
            return
        with ThreadPoolExecutor() as pool:
            show_hosts(list(pool.map(self._as_it_is, found)))

    def logs(self, name: str | None, *, follow: bool) -> None:
        """Show what one host has printed, or all of them.

        Raises:
            LabError: when the lab is down.
            InvalidInput: when it has no such host.
        """
        flag = ["--follow"] if follow else []
        if name is None:
            if not self.hosts():
                raise LabError("the lab is down", hint="start it with make lab-up")
            _become(self.compose.command("logs", *flag), self.root)
        host = hosts.find_host(self.hosts(), name)
        _become(["docker", "logs", *flag, host.container], self.root)

    def shell(self, name: str) -> None:
        """Become a shell on a host.

        Raises:
            LabError: when the lab is down, or the host.
            InvalidInput: when it has no such host.
        """
        host = hosts.find_host(self.hosts(), name)
        if host.state != "running":
            raise LabError(f'"{name}" is not running but {host.state}', hint="start it with make lab-up")
        terminal = ["-t"] if sys.stdin.isatty() and sys.stdout.isatty() else []
        settings = ["-i", *terminal, "-e", rf"PS1={name}:\w\$ "]
        _become(["docker", "exec", *settings, host.container, "bash", "--norc"], self.root)

    def hosts(self) -> tuple[LabHost, ...]:
        """Every host of this lab, running or not."""
        return hosts.lab_hosts(self.client, self.compose.project)

    def say_news(self, line: str) -> None:
        """Pass on what is being built; ten images that are current are not worth ten lines."""
        if not line.endswith(UP_TO_DATE):
            self.say(line)

    def wait(self, *, known: set[str]) -> Sequence[LabHost]:
        """The hosts, once all are well; those that are new are announced."""
        began = time.monotonic()
        found = self.hosts()
        probe = health.EngineProbe(self.client)

        def said(host: LabHost) -> None:
            if host.container not in known:
                self.say(f"{host.name:<20} well after {time.monotonic() - began:.1f} s")

        waiting = [host for host in found if host.health != "healthy" or host.state != "running"]
        health.wait_until_well(waiting, probe, timeout_s=_HEALTH_TIMEOUT_S, said=said)
        return [dataclasses.replace(host, health="healthy") for host in found]

    def _as_it_is(self, host: LabHost) -> LabHost:
        """A host whose health Docker has not asked about yet, asked now."""
        if host.state != "running" or host.health != "starting":
            return host
        reason = health.EngineProbe(self.client).check(host)
        return dataclasses.replace(host, health="unhealthy" if reason else "healthy")

    def _removed(self) -> bool:
        """Take all down; False when only the network is left, in use by what ends right now."""
        try:
            self.compose.with_everything().run("down", "-v", "--remove-orphans")
        except LabError:
            if self.hosts():
                raise
            return not self._networks()
        return True

    def _networks(self) -> list[str]:
        labels = [f"{hosts.LAB_LABEL}=1", f"com.docker.compose.project={self.compose.project}"]
        return [network["Name"] for network in self.client.networks(filters={"label": labels})]


def open_lab() -> StandingLab:
    """The lab of this clone, after making sure that an engine answers.

    Raises:
        EngineUnreachable: when none does.
        LabError: when this is not a clone, or Compose is missing.
    """
    root = repository()
    client = engine.connect()
    project = os.environ.get("COMPOSE_PROJECT_NAME") or _PROJECT
    tool = compose.Compose(program=compose.find_program(), root=root, project=project, environ=os.environ)
    return StandingLab(client=client, compose=tool, root=root, environ=os.environ, say=say)


def build(names: Sequence[str], *, everything: bool, force: bool) -> None:
    """Make images current: those that are named, or all, or those that the lab needs.

    Raises:
        InvalidInput: when a name is none of an image.
        LabError: when an image cannot be built, or no engine answers.
    """
    if names and everything:
        raise InvalidInput("images are named, and all are asked for too", hint="leave out one of both")
    root = repository()
    only: Sequence[str] | None = None
    if names:
        only = recipes.tags_named(recipes.read_recipes(root), names)
    elif not everything:
        only = compose.lab_images(root, os.environ)
    images.build_images(engine.connect(), root, environ=os.environ, say=say, only=only, force=force)


def repository() -> Path:
    """The clone that this package is part of.

    Raises:
        LabError: when it is installed without one.
    """
    root = resources.root()
    if not (root / compose.FILE).is_file():
        raise LabError(
            "the lab's compose.yaml is not beside this package",
            hint="clone the repository and install it from there with pip install -e .",
        )
    return root


def say(line: str) -> None:
    """Print a line at once, also into a pipe."""
    print(line, flush=True)


def _python(root: Path) -> str:
    """How a person calls this very interpreter from the folder they are in."""
    if os.environ.get("VIRTUAL_ENV") == sys.prefix and shutil.which("python"):
        return "python"
    executable = Path(sys.executable)
    return str(executable.relative_to(root)) if executable.is_relative_to(root) else str(executable)


def _become(command: list[str], folder: Path) -> NoReturn:
    """Go on as another program: its terminal, its signals and its exit status are then its own."""
    program = shutil.which(command[0])
    if program is None:
        raise LabError(f'"{command[0]}" is not installed', hint="run make engine")
    os.chdir(folder)
    sys.stdout.flush()
    os.execv(program, command)
