"""The way to the Docker engine, and what to tell a person whom it does not answer.

"Cannot connect to the Docker daemon" has three usual causes, each with its own remedy: nothing is
installed, nothing is running, or this user may not speak to it. This module tells them apart.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

from socketlab.errors import EngineUnreachable
from socketlab.runtimes.docker import engine

Say = Callable[[str], None]
"""Where progress goes: one line at a time."""

DEFAULT_ADDRESS = "unix:///var/run/docker.sock"


def connect() -> Any:
    """A client of an engine that has answered.

    Raises:
        EngineUnreachable: when it does not answer, with the cause and what to do.
    """
    try:
        return engine.connect()
    except EngineUnreachable as error:
        address = os.environ.get("DOCKER_HOST") or DEFAULT_ADDRESS
        installed = bool(shutil.which("dockerd") or shutil.which("docker"))
        raise diagnosis(error, address=address, installed=installed) from error


def diagnosis(error: BaseException, *, address: str, installed: bool) -> EngineUnreachable:
    """What a failed connection means.

    Args:
        error: What the client raised; its causes tell the reason.
        address: Where the engine was looked for.
        installed: Whether Docker's programs are on this machine.
    """
    kinds = {type(cause) for cause in _causes(error)}
    if PermissionError in kinds:
        return EngineUnreachable(
            f'this user may not speak to the Docker engine at "{address}"',
            hint="run sudo usermod -aG docker $USER, then log out and in again",
        )
    if not installed:
        return EngineUnreachable(
            "Docker is not installed on this machine",
            hint="run make engine, which installs it on Debian and Ubuntu and elsewhere says what to install",
        )
    if kinds & {FileNotFoundError, ConnectionRefusedError}:
        return EngineUnreachable(
            f'no Docker engine runs at "{address}"', hint="run make engine, or start Docker Desktop"
        )
    reason = str(error).splitlines()[0] if str(error) else type(error).__name__
    return EngineUnreachable(
        f'the Docker engine at "{address}" does not answer: {reason}', hint="check it with docker version"
    )


def _causes(error: BaseException) -> Iterator[BaseException]:
    """An error, all that led to it, and the errors that libraries carry as arguments instead."""
    todo: list[object] = [error]
    seen: set[int] = set()
    while todo:
        current = todo.pop()
        if not isinstance(current, BaseException) or id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        todo += [current.__cause__, current.__context__, *current.args, getattr(current, "reason", None)]
