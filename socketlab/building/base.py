"""The distribution bases of all images: Debian with Python, and Debian with apt.

Two ways lead to each. Where a registry answers, the official slim image is taken; where none does, the
same is made from the package mirror of the distribution that this machine runs, by mmdebstrap. Both are
stripped by the same script and imported as a single layer, so the result is the same for the images on top.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests
from docker.errors import APIError, DockerException, ImageNotFound

from socketlab import labels
from socketlab.building import mirror
from socketlab.building.progress import UP_TO_DATE, Say, about
from socketlab.building.recipes import Base
from socketlab.errors import InvalidInput, LabError
from socketlab.runtimes.docker.engine import connect

_PATIENCE_S = 30
"""How long a registry may be silent before it counts as one that does not answer."""

_REVISION = "2"
"""Raised when this module changes what a base contains."""


def ensure_base(
    client: Any, root: Path, base: Base, *, environ: Mapping[str, str], say: Say, force: bool = False
) -> bool:
    """Make a base unless it is there and current.

    Args:
        client: An engine that answers.
        root: The repository.
        base: Which one.
        environ: ``SOCKETLAB_BASE`` forces a way, ``registry`` or ``mirror``; the base's own variable
            names another image to start from than the official one.
        say: Where progress goes.
        force: Make it even when it is current.

    Returns:
        Whether it was made.

    Raises:
        InvalidInput: when ``SOCKETLAB_BASE`` does not name a way.
        LabError: when no way leads to it.
    """
    wanted = environ.get("SOCKETLAB_BASE", "")
    if wanted not in {"", "registry", "mirror"}:
        raise InvalidInput(
            f'SOCKETLAB_BASE is "{wanted}", which is not a way to make the base',
            hint="set registry or mirror",
        )
    recipe = _fingerprint(root, base)
    if not force and _is_current(client, base.tag, recipe=recipe, wanted=wanted):
        say(about(base.tag, UP_TO_DATE))
        return False
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="socketlab-") as folder:
        archive = Path(folder) / "base.tar"
        making = _Making(client=client, base=base, script=root / base.script, archive=archive, say=say)
        way = making.write(wanted=wanted, environ=environ)
        import_base(client, archive, base, marks={labels.BASE: recipe, labels.BASE_WAY: way})
    say(about(base.tag, f"built in {time.monotonic() - began:.1f} s"))
    return True


def import_base(client: Any, archive: Path, base: Base, *, marks: Mapping[str, str]) -> None:
    """Make an image of one layer out of an archive of a root file system.

    Raises:
        LabError: when the engine refuses it.
    """
    changes = [
        "ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        "ENV LANG=C.UTF-8",
        f'CMD ["{base.command}"]',
        *(f'LABEL {name}="{value}"' for name, value in marks.items()),
    ]
    try:
        client.import_image_from_file(str(archive), repository=base.tag, tag="latest", changes=changes)
    except APIError as error:
        raise LabError(f'the engine does not import "{base.tag}": {error.explanation}') from error


def write_stripped(
    client: Any, image: str, script: Path, archive: Path, *, environ: Mapping[str, str] | None = None
) -> None:
    """Write an image's file system, stripped, as an archive.

    Args:
        client: An engine that answers.
        image: An image with a shell, present on this machine.
        script: The shell script that strips it.
        archive: The file to write.
        environ: Where a proxy for its apt may stand; this process's environment unless given.

    Raises:
        LabError: when the script fails in it.
    """
    container = client.create_container(
        image,
        entrypoint=["sh", "-c", script.read_text(encoding="utf-8")],
        command=[],
        user="0",
        # What it lacks is installed as an image's packages are: see the builds.
        environment=mirror.build_proxies(os.environ if environ is None else environ),
        host_config=client.create_host_config(network_mode="host"),
    )["Id"]
    try:
        client.start(container)
        status = client.wait(container)["StatusCode"]
        if status != 0:
            lines = client.logs(container, tail=1).decode(errors="replace").strip()
            raise LabError(f'"{image}" cannot be stripped: {lines}', source="/".join(script.parts[-3:]))
        with archive.open("wb") as file:
            file.writelines(client.export(container))
    finally:
        client.remove_container(container, v=True, force=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Making:
    """One base in the making, by whichever way leads to it."""

    client: Any
    base: Base
    script: Path
    archive: Path
    say: Say

    def write(self, *, wanted: str, environ: Mapping[str, str]) -> str:
        """Write its archive, and return where it came from in a few words."""
        image = environ.get(self.base.image_variable) or self.base.official
        if wanted != "mirror":
            self._tell(f'asking for the image "{image}"')
            reason = _obtain(self.client, image)
            if not reason:
                self._tell(f'taken from the image "{image}"')
                write_stripped(self.client, image, self.script, self.archive, environ=environ)
                return f"registry {image}"
            if wanted == "registry":
                raise LabError(
                    f'"{image}" is not available from a registry: {reason}',
                    hint="set SOCKETLAB_BASE=mirror to make it from the distribution's packages instead",
                )
            self._tell(f"not available from a registry: {reason}")
        return mirror.write_stripped(self.base, self.script, self.archive, say=self._tell)

    def _tell(self, line: str) -> None:
        self.say(about(self.base.tag, line))


def _obtain(client: Any, image: str) -> str:
    """Have an image on this machine, pulling it if need be; the reason when it cannot be had."""
    try:
        client.inspect_image(image)
    except ImageNotFound:
        return _pull(image)
    return ""


def _pull(image: str) -> str:
    try:
        with closing(connect()) as client:
            client.timeout = _PATIENCE_S
            steps: list[Any] = list(client.pull(image, stream=True, decode=True))
    except (DockerException, requests.exceptions.RequestException) as error:
        return _short(str(getattr(error, "explanation", None) or error))
    return next((_short(str(step["error"])) for step in steps if "error" in step), "")


def _short(reason: str) -> str:
    """The end of a chain of causes, which is where the cause is."""
    return ": ".join(reason.strip().splitlines()[-1].split(": ")[-2:])


def _is_current(client: Any, tag: str, *, recipe: str, wanted: str) -> bool:
    try:
        marks: dict[str, str] = client.inspect_image(tag)["Config"]["Labels"] or {}
    except ImageNotFound:
        return False
    return marks.get(labels.BASE) == recipe and marks.get(labels.BASE_WAY, "").startswith(wanted)


def _fingerprint(root: Path, base: Base) -> str:
    content = (root / base.script).read_bytes() + f"{_REVISION} {base}".encode()
    return hashlib.sha256(content).hexdigest()
