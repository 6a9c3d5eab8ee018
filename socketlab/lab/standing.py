"""The standing lab as a whole: start it, show it, open a shell in it, remove it."""

from __future__ import annotations

import dataclasses
import os
import secrets
import shutil
import sys
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from socketlab import resources
from socketlab.building import images, recipes
from socketlab.building.progress import UP_TO_DATE, Say
from socketlab.errors import InvalidInput, LabError
from socketlab.hosts.model import NONCE
from socketlab.lab import compose, health, hosts
from socketlab.lab.definition import read_definition
from socketlab.lab.table import show_hosts
from socketlab.runtimes.docker.engine import connect
from socketlab.runtimes.docker.lab import LabHost, lab_filter, lab_hosts, lab_project, nonce_of
from socketlab.runtimes.docker.unreachable import installer

_HEALTH_TIMEOUT_S = 30.0
_NETWORK_TIMEOUT_S = 5.0
_RETRY_S = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingLab:
    """The lab of one Compose project.

    Args:
        client: An engine that answers.
        compose: Compose for the project.
        root: The folder of compose.yaml, the images and the services.
        environ: Settings of compose.yaml and of the builds.
        say: Where progress goes.
    """

    client: Any
    compose: compose.Compose
    root: Path
    environ: Mapping[str, str]
    say: Say

    def up(self) -> None:
        """Build what is missing, start what is not running, wait until all hosts are healthy, show them.

        Raises:
            LabError: when any of it fails.
        """
        began = time.monotonic()
        only = read_definition(self.root, self.environ).chosen_images()
        images.build_images(self.client, self.root, environ=self.environ, say=self.say_news, only=only)
        previous = self.hosts()
        before = {host.container for host in previous if host.state == "running"}
        if not before:
            self.say("starting the lab")
        self.start()
        healthy = self.wait(known=before)
        for image in {host.image for host in previous}:
            images.forget(self.client, image)
        show_hosts(healthy)
        if before == {host.container for host in healthy}:
            self.say("the lab was up already")
        else:
            self.say(f"the lab is up: {len(healthy)} hosts in {time.monotonic() - began:.1f} s")

    def start(self, *services: str, profile: str = "") -> None:
        """Start what is not running, with the nonce that the lab's journals carry already, or a new one.

        Args:
            services: Which services; all of the lab by default.
            profile: A profile to choose beside those of the environment.
        """
        used = (nonce_of(self.client, host.container) for host in self.hosts())
        nonce = self.environ.get(NONCE) or next(filter(None, used), "") or secrets.token_hex(16)
        tool = dataclasses.replace(self.compose, environ={**self.compose.environ, NONCE: nonce})
        chosen = ("--profile", profile) if profile else ()
        tool.run(*chosen, "up", "-d", "--no-build", *services)

    def down(self) -> None:
        """Remove the hosts and their network, and say what was removed.

        Raises:
            LabError: when something keeps the network in use.
        """
        gone, networks = self.hosts(), self._networks()
        if not gone and not networks:
            self.say("the lab is down already")
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
        found = self.current()
        if found:
            show_hosts(found)
        else:
            self.say(f"the lab is down: {hosts.START}")

    def current(self) -> list[LabHost]:
        """The hosts as they are now; none where the lab is down."""
        with ThreadPoolExecutor() as pool:
            return list(pool.map(self._as_it_is, self.hosts()))

    def logs(self, name: str | None, *, follow: bool) -> None:
        """Show what one host has printed, or all of them.

        Raises:
            LabError: when the lab is down.
            InvalidInput: when it has no such host.
        """
        flag = ["--follow"] if follow else []
        if name is None:
            if not self.hosts():
                raise LabError("the lab is down", hint=hosts.START)
            plain = [] if sys.stdout.isatty() else ["--no-color"]
            become(self.compose.command("logs", *plain, *flag), self.root)
        host = hosts.find_host(self.hosts(), name)
        become(["docker", "logs", *flag, host.container], self.root)

    def shell(self, name: str) -> None:
        """Replace this process by a shell on a host.

        Raises:
            LabError: when the lab is down, or the host.
            InvalidInput: when it has no such host.
        """
        host = hosts.find_host(self.hosts(), name)
        if host.state != "running":
            raise LabError(f'"{name}" is not running: it is {host.state}', hint=hosts.START)
        terminal = ["-t"] if sys.stdin.isatty() and sys.stdout.isatty() else []
        settings = ["-i", *terminal, "-e", rf"PS1={name}:\w\$ "]
        become(["docker", "exec", *settings, host.container, "bash", "--norc"], self.root)

    def hosts(self) -> tuple[LabHost, ...]:
        """Every host of this lab, running or not."""
        return lab_hosts(self.client, self.compose.project)

    def say_news(self, line: str) -> None:
        """Say what is being built, and nothing of images that are up to date."""
        if not line.endswith(UP_TO_DATE):
            self.say(line)

    def wait(self, *, known: set[str]) -> Sequence[LabHost]:
        """The hosts, once all are healthy; those that were not running before are announced."""
        began = time.monotonic()
        found = self.hosts()
        probe = health.EngineProbe(self.client)

        def said(host: LabHost) -> None:
            if host.container not in known:
                self.say(f"{host.name:<20} healthy in {time.monotonic() - began:.1f} s")

        waiting = [host for host in found if host.health != "healthy" or host.state != "running"]
        health.wait_until_healthy(waiting, probe, timeout_s=_HEALTH_TIMEOUT_S, said=said)
        return [dataclasses.replace(host, health="healthy") for host in found]

    def _as_it_is(self, host: LabHost) -> LabHost:
        """A host with its health, checked now if Docker has not done so yet."""
        if host.state != "running" or host.health != "starting":
            return host
        reason = health.EngineProbe(self.client).check(host)
        return dataclasses.replace(host, health="unhealthy" if reason else "healthy")

    def _removed(self) -> bool:
        """Remove everything; False when only the network is left, in use by a host that is just ending."""
        try:
            self.compose.with_everything().run("down", "-v", "--remove-orphans")
        except LabError:
            if self.hosts():
                raise
            return not self._networks()
        return True

    def _networks(self) -> list[str]:
        found = self.client.networks(filters={"label": lab_filter(self.compose.project)})
        return [network["Name"] for network in found]


def open_lab(say: Say) -> StandingLab:
    """The lab, after making sure that an engine answers.

    Args:
        say: Where progress goes.

    Raises:
        EngineUnreachable: when none does.
        LabError: when Compose is missing.
    """
    root = resources.root()
    client = connect()
    project = lab_project(os.environ)
    tool = compose.Compose(program=compose.find_program(), root=root, project=project, environ=os.environ)
    return StandingLab(client=client, compose=tool, root=root, environ=os.environ, say=say)


def build(names: Sequence[str], *, everything: bool, force: bool, say: Say) -> None:
    """Make images current: those that are named, or all, or those that the lab needs.

    Raises:
        InvalidInput: when there is no image of a given name.
        LabError: when an image cannot be built, or no engine answers.
    """
    if names and everything:
        raise InvalidInput("both image names and --all are given", hint="leave out one of them")
    root = resources.root()
    only: Sequence[str] | None = None
    if names:
        only = recipes.tags_named(recipes.read_recipes(root), names)
    elif not everything:
        only = read_definition(root, os.environ).chosen_images()
    images.build_images(connect(), root, environ=os.environ, say=say, only=only, force=force)


def become(command: list[str], folder: Path | None = None) -> NoReturn:
    """Replace this process by another program, which then has its terminal, signals and exit status.

    Args:
        command: The program with its arguments.
        folder: Where it runs; here by default.

    Raises:
        LabError: when it is not installed.
    """
    program = shutil.which(command[0])
    if program is None:
        raise LabError(f'"{command[0]}" is not installed', hint=f"run {installer()}")
    if folder is not None:
        os.chdir(folder)
    sys.stdout.flush()
    os.execv(program, command)
