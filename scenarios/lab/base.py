"""The distribution base of all images: Debian and Python, without what a lab host never uses.

Two ways lead to it. Where a registry answers, the official slim Python image is taken; where none does,
the same is made from the package mirror of the distribution that this machine runs, by mmdebstrap. Both
are stripped by the same script and imported as a single layer, so that nothing above can tell them apart.
"""

from __future__ import annotations

import hashlib
import tempfile
import time
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import requests
from docker.errors import APIError, DockerException, ImageNotFound

from scenarios.errors import InvalidInput, LabError
from scenarios.lab import mirror
from scenarios.lab.engine import Say, connect
from scenarios.lab.recipes import BASE, UP_TO_DATE

OFFICIAL_IMAGE = "python:3.12-slim-bookworm"
STRIP_SCRIPT = "images/python/strip.sh"
RECIPE_LABEL = "io.socketlab.base"
WAY_LABEL = "io.socketlab.base.way"
_PATIENCE_S = 30
"""How long a registry may be silent before it counts as one that does not answer."""

_REVISION = "1"
"""Raised when this module changes what the base contains."""


def ensure_base(
    client: Any, root: Path, *, environ: Mapping[str, str], say: Say, force: bool = False, tag: str = BASE
) -> bool:
    """Make the base unless it is there and current.

    Args:
        client: An engine that answers.
        root: The repository.
        environ: ``SOCKETLAB_BASE`` forces a way, ``registry`` or ``mirror``;
            ``SOCKETLAB_BASE_IMAGE`` names another image to start from than the official one.
        say: Where progress goes.
        force: Make it even when it is current.
        tag: The name it is to have.

    Returns:
        Whether it was made.

    Raises:
        InvalidInput: when ``SOCKETLAB_BASE`` names no way.
        LabError: when no way leads to it.
    """
    wanted = environ.get("SOCKETLAB_BASE", "")
    if wanted not in {"", "registry", "mirror"}:
        raise InvalidInput(
            f'SOCKETLAB_BASE is "{wanted}", which is no way to make the base', hint="set registry or mirror"
        )
    recipe = _fingerprint(root)
    if not force and _is_current(client, tag, recipe=recipe, wanted=wanted):
        say(f"{BASE:<32} {UP_TO_DATE}")
        return False
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="socketlab-") as folder:
        archive = Path(folder) / "base.tar"
        way = _write_archive(client, root, archive, wanted=wanted, environ=environ, say=say)
        import_base(client, archive, tag=tag, labels={RECIPE_LABEL: recipe, WAY_LABEL: way})
    say(f"{BASE:<32} built in {time.monotonic() - began:.1f} s")
    return True


def import_base(client: Any, archive: Path, *, tag: str, labels: Mapping[str, str]) -> None:
    """Make an image of one layer out of an archive of a root file system.

    Raises:
        LabError: when the engine refuses it.
    """
    changes = [
        "ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        "ENV LANG=C.UTF-8",
        'CMD ["python3"]',
        *(f'LABEL {name}="{value}"' for name, value in labels.items()),
    ]
    try:
        client.import_image_from_file(str(archive), repository=tag, tag="latest", changes=changes)
    except APIError as error:
        raise LabError(f'the engine does not import "{tag}": {error.explanation}') from error


def write_stripped(client: Any, image: str, script: str, archive: Path) -> None:
    """Write an image's file system, stripped, as an archive.

    Args:
        client: An engine that answers.
        image: An image with Python, present on this machine.
        script: The shell script that strips it.
        archive: The file to write.

    Raises:
        LabError: when the script fails in it.
    """
    container = client.create_container(
        image,
        entrypoint=["sh", "-c", script],
        command=[],
        user="0",
    )["Id"]
    try:
        client.start(container)
        status = client.wait(container)["StatusCode"]
        if status != 0:
            lines = client.logs(container, tail=1).decode(errors="replace").strip()
            raise LabError(f'"{image}" cannot be stripped: {lines}', source=STRIP_SCRIPT)
        with archive.open("wb") as file:
            file.writelines(client.export(container))
    finally:
        client.remove_container(container, v=True, force=True)


def _write_archive(
    client: Any, root: Path, archive: Path, *, wanted: str, environ: Mapping[str, str], say: Say
) -> str:
    script = root / STRIP_SCRIPT
    image = environ.get("SOCKETLAB_BASE_IMAGE") or OFFICIAL_IMAGE
    if wanted != "mirror":
        say(f'{BASE:<32} asking for the image "{image}"')
        reason = _obtain(client, image)
        if not reason:
            say(f'{BASE:<32} taken from the image "{image}"')
            write_stripped(client, image, script.read_text(encoding="utf-8"), archive)
            return f"registry {image}"
        if wanted == "registry":
            raise LabError(
                f'no registry gives "{image}": {reason}',
                hint="set SOCKETLAB_BASE=mirror to make the base from the distribution's packages instead",
            )
        say(f"{BASE:<32} no registry gives it: {reason}")
    return mirror.write_stripped(script, archive, say=lambda line: say(f"{BASE:<32} {line}"))


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
        labels: dict[str, str] = client.inspect_image(tag)["Config"]["Labels"] or {}
    except ImageNotFound:
        return False
    return labels.get(RECIPE_LABEL) == recipe and labels.get(WAY_LABEL, "").startswith(wanted)


def _fingerprint(root: Path) -> str:
    content = (root / STRIP_SCRIPT).read_bytes() + _REVISION.encode()
    return hashlib.sha256(content).hexdigest()
