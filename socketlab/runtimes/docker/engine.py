"""The way to a Docker engine, and the one place where its errors become ours."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import docker
import requests
from docker.context import ContextAPI
from docker.errors import (
    APIError,
    DockerException,
    ImageNotFound,
    NotFound,
    create_api_error_from_http_exception,
)
from docker.utils import kwargs_from_env
from typing_extensions import override

from socketlab.errors import EngineUnreachable, ImageMissing, LabError
from socketlab.language.wording import cut
from socketlab.runtimes.docker.unreachable import DEFAULT_ADDRESS, diagnosis

CONNECTIONS = 96
"""Connections kept ready for the next call; followed output takes connections of its own."""

CALL_TIMEOUT_S = 120
"""A call that takes longer says that the engine hangs."""

_MALFORMED = (ValueError, TypeError, AttributeError, KeyError)
"""What the SDK raises on settings of a shape that it does not expect."""

_OWN = "socketlab/"
"""What the names of this repository's images begin with."""


def connect() -> Any:
    """An API client for the engine that the user's ``docker`` command would reach.

    Source: Docker CLI reference, "Environment variables" and "docker context": DOCKER_HOST, then
    the current context.

    Raises:
        EngineUnreachable: when nothing answers there, or a setting of Docker's makes no sense.
    """
    with translated("reach the Docker engine"):
        if _config().is_fifo():
            raise _malformed(TypeError("a FIFO"))  # reading it may never end
        try:
            return Engine(
                base_url=_address(), timeout=CALL_TIMEOUT_S, max_pool_size=CONNECTIONS, **_security()
            )
        except (DockerException, requests.RequestException, OSError):
            raise
        except Exception as error:  # the SDK raises that itself for a context that it cannot read
            raise _malformed(error) from error


class Engine(docker.APIClient):
    """The SDK's client, which keeps what the engine says of itself.

    The call takes up to ten milliseconds, as the engine asks containerd and runc. The SDK makes it once.

    Args:
        arguments: As the SDK's client takes them.
    """

    def __init__(self, **arguments: Any) -> None:
        self.said: dict[str, Any] = {}
        super().__init__(**arguments)

    @override
    def version(self, api_version: bool = True) -> Any:
        self.said = super().version(api_version)
        return self.said

    def change_container(self, container: str, limits: dict[str, Any]) -> None:
        """Change the limits of a container; the SDK's own call knows neither processes nor ``NanoCpus``."""
        session: Any = self
        address = f"{session.base_url}/v{session.api_version}/containers/{container}/update"
        answer = session.post(address, json=limits, timeout=session.timeout)
        try:
            answer.raise_for_status()
        except requests.HTTPError as error:
            create_api_error_from_http_exception(error)


def _malformed(error: Exception) -> EngineUnreachable:
    host = os.environ.get("DOCKER_HOST")
    if host and isinstance(error, ValueError):
        return EngineUnreachable(
            f'DOCKER_HOST is not the address of an engine: "{cut(host)}"',
            hint="write it as unix:///path or tcp://host:port",
        )
    if type(error) is Exception:
        what = f'the current context of Docker, in "{_config().parent}", cannot be read'
    else:
        what = f'Docker\'s configuration "{_config()}" is malformed'
    return EngineUnreachable(what, hint="correct it, or set DOCKER_HOST")


def _config() -> Path:
    """The file with Docker's settings."""
    folder = os.environ.get("DOCKER_CONFIG") or f"{os.environ.get('HOME', '~')}/.docker"
    return Path(folder, "config.json")


def _address() -> str | None:
    """Where the engine listens, or ``None`` for the SDK's default socket."""
    if os.environ.get("DOCKER_HOST"):
        return os.environ["DOCKER_HOST"]
    context = ContextAPI.get_current_context()
    return str(context.Host) if context is not None and context.Host else None


def _address_shown() -> str:
    """Where the engine was expected; a context that cannot be read leads to the default socket."""
    try:
        return _address() or DEFAULT_ADDRESS
    except (DockerException, OSError, *_MALFORMED):
        return DEFAULT_ADDRESS


def _security() -> dict[str, Any]:
    arguments = kwargs_from_env()
    return {"tls": arguments["tls"]} if "tls" in arguments else {}


@contextmanager
def translated(action: str) -> Iterator[None]:
    """Turn whatever the SDK raises into a :class:`LabError` that says what could not be done."""
    try:
        yield
    except ImageNotFound as error:
        raise _image_missing(action, _reason(error)) from error
    except NotFound as error:
        raise Gone(f"cannot {action}: {_reason(error)}") from error
    except APIError as error:
        raise LabError(f"cannot {action}: {_reason(error)}") from error
    except (DockerException, requests.RequestException, OSError) as error:
        installed = bool(shutil.which("dockerd") or shutil.which("docker"))
        raise diagnosis(error, action=action, address=_address_shown(), installed=installed) from error


class Gone(LabError):
    """What a call was about is not there any more."""


def _image_missing(action: str, reason: str) -> ImageMissing:
    """The error for an image that is not here, with the command that gets it."""
    named = re.findall(r"No such image: (\S+)", reason)
    if not named:
        return ImageMissing(f"cannot {action}: {reason}", hint="run socketlab lab build --all")
    name = named[-1].removesuffix(":latest")
    own = name.startswith(_OWN)
    get = f"socketlab lab build {name.removeprefix(_OWN)}" if own else f"docker pull {name}"
    return ImageMissing(f'cannot {action}: no image "{name}" on this machine', hint=f"run {get}")


def _reason(error: APIError) -> str:
    text = str(error.explanation or error)
    return " ".join(text.split()).rstrip(".")
