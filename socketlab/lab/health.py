"""Wait until hosts are healthy, without waiting for Docker's own probes.

Docker runs a health check for the first time after a whole interval. That is too slow for a person who
waits for the lab, so each host's own check is run in it again and again until it passes.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Protocol

from docker.errors import APIError

from socketlab.errors import DeadlinePassed, LabError
from socketlab.runtimes.docker.lab import LabHost

_AT_ONCE = 8
_PAUSE_S = 0.1


class Probe(Protocol):
    """The questions that waiting asks about a host."""

    def alive(self, host: LabHost) -> bool:
        """Whether it is running."""

    def check(self, host: LabHost) -> str:
        """Run its health check; empty when it passes, else the reason."""

    def last_lines(self, host: LabHost) -> str:
        """The end of its log."""


@dataclass(frozen=True, slots=True)
class EngineProbe:
    """Asks through the Docker engine.

    Args:
        client: An engine that answers.
    """

    client: Any

    def alive(self, host: LabHost) -> bool:
        """Whether it is running."""
        return bool(self.client.inspect_container(host.container)["State"]["Running"])

    def check(self, host: LabHost) -> str:
        """Run its health check; empty when it passes, else the reason."""
        config = self.client.inspect_container(host.container)["Config"]
        command = check_command((config.get("Healthcheck") or {}).get("Test") or [])
        if not command:
            return ""
        try:
            run = self.client.exec_create(host.container, command)["Id"]
            output = self.client.exec_start(run).decode(errors="replace").strip()
            passed = self.client.exec_inspect(run)["ExitCode"] == 0
        except APIError as error:
            return str(error.explanation)
        return "" if passed else output or "its health check failed"

    def last_lines(self, host: LabHost) -> str:
        """The end of its log."""
        return str(self.client.logs(host.container, tail=3).decode(errors="replace").strip())


def check_command(test: Sequence[str]) -> list[str]:
    """The command of a health check, empty when there is none.

    Source: Docker Engine API 1.41, HealthConfig.Test.
    """
    if len(test) < 2 or test[0] == "NONE":
        return []
    return ["/bin/sh", "-c", test[1]] if test[0] == "CMD-SHELL" else list(test[1:])


def wait_until_healthy(
    hosts: Sequence[LabHost],
    probe: Probe,
    *,
    timeout_s: float,
    said: Callable[[LabHost], None],
    clock: Callable[[], float] = time.monotonic,
) -> None:
    """Return when every host's check has passed once.

    Args:
        hosts: Whom to wait for.
        probe: How to ask.
        timeout_s: For all of them together.
        said: Called with each host as it passes.
        clock: Seconds that only go forward.

    Raises:
        LabError: at once when a host has ended, with its last lines.
        DeadlinePassed: when one is not healthy in time, with the last reason.
    """
    deadline = clock() + timeout_s
    ended = threading.Event()

    def wait(host: LabHost) -> None:
        reason = "not checked yet"
        while not ended.is_set():
            if not probe.alive(host):
                ended.set()
                lines = " / ".join(probe.last_lines(host).splitlines()) or "it printed nothing"
                raise LabError(f'"{host.name}" has ended: {lines}', hint=_see_logs(host))
            reason = probe.check(host)
            if not reason:
                said(host)
                return
            if clock() > deadline:
                ended.set()
                raise DeadlinePassed(
                    f'"{host.name}" is not healthy after {timeout_s:g} s: {reason}',
                    hint=_see_logs(host),
                )
            ended.wait(_PAUSE_S)

    with ThreadPoolExecutor(max_workers=_AT_ONCE) as pool:
        waits = [pool.submit(wait, host) for host in hosts]
        try:
            for one in waits:
                one.result()
        finally:
            ended.set()


def _see_logs(host: LabHost) -> str:
    return f"see socketlab lab logs {host.name}"
