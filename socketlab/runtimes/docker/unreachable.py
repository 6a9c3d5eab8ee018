"""Why a Docker engine does not answer, and what to do about it.

"Cannot connect to the Docker daemon" has three usual causes, each with its own remedy: Docker is not
installed, its engine is not running, or this user may not use it. Every command distinguishes them here.
"""

from __future__ import annotations

from collections.abc import Iterator

from socketlab.errors import EngineUnreachable
from socketlab.resources import in_clone, root

DEFAULT_ADDRESS = "unix:///var/run/docker.sock"

_LOCAL = ("unix:", "npipe:")


def diagnosis(error: BaseException, *, action: str, address: str, installed: bool) -> EngineUnreachable:
    """What a failed call to the engine means.

    Args:
        error: What the client raised; its causes give the reason.
        action: What the call was to do, as in ``cannot ACTION``.
        address: Where the engine was expected.
        installed: Whether Docker's programs are on this machine.
    """
    kinds = {type(cause) for cause in _causes(error)}
    local = address.startswith(_LOCAL)
    if PermissionError in kinds:
        return EngineUnreachable(
            f'no permission to use the Docker engine at "{address}"',
            hint="run sudo usermod -aG docker $USER, then log out and in again",
        )
    if local and not installed:
        return EngineUnreachable(
            "Docker is not installed on this machine",
            hint=f"run {installer()}, which installs it on Debian and Ubuntu and elsewhere says how",
        )
    if kinds & {FileNotFoundError, ConnectionRefusedError}:
        hint = f"start Docker, or run {installer()}" if local else "check the address in DOCKER_HOST"
        return EngineUnreachable(f'no Docker engine answers at "{address}"', hint=hint)
    reason = " ".join(str(error).split())[:300] or type(error).__name__
    return EngineUnreachable(
        f'cannot {action}: the Docker engine at "{address}" does not answer: {reason}',
        hint="check it with docker version",
    )


def installer() -> str:
    """The command that installs and starts a Docker engine."""
    return "make engine" if in_clone() else f"sh {root() / 'images' / 'engine.sh'}"


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
