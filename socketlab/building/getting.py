"""Get the images that runs need and that are not there: build them, or pull them, before anything starts.

As ``docker compose up`` does: a service with ``build`` is built, any other image is pulled. The project's own
images are built by their recipes.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from socketlab.building.images import build_images
from socketlab.building.progress import Say, about
from socketlab.building.recipes import BASES, PREFIX, read_recipes
from socketlab.errors import ImageMissing, LabError, reason_of
from socketlab.hosts.builds import Build
from socketlab.language.printable import printable
from socketlab.runtimes.docker.engine import connect, translated

NO_RECIPE = "no recipe in images/"

_LAST_LINES = 12
"""Lines of a failed build that are shown."""

_LONGEST_LINE = 300


def get_images(missing: Iterable[str], builds: Mapping[str, Build], *, root: Path, say: Say) -> None:
    """Build or pull images.

    Args:
        missing: Their names.
        builds: How those of the user's project are built, by their names.
        root: The repository, for the project's own.
        say: Where progress goes.

    Raises:
        ImageMissing: when one can neither be built nor pulled; the others have been tried, too.
        LabError: when a build fails.
    """
    with closing(connect()) as client:
        _get(client, missing, builds, root=root, say=say)


def _get(client: Any, missing: Iterable[str], builds: Mapping[str, Build], *, root: Path, say: Say) -> None:
    names = list(dict.fromkeys(missing))
    recipes = read_recipes(root)
    known = {recipe.tag for recipe in recipes} | set(BASES)
    own = [name for name in names if name.removesuffix(":latest") in known]
    if own:
        tags = [name.removesuffix(":latest") for name in own]
        build_images(client, root, environ=os.environ, say=say, only=tags)
    failed: dict[str, str] = {}
    for name in names:
        if name in own:
            continue
        if name in builds:
            _build(builds[name], say)
        else:
            failed[name] = NO_RECIPE if name.startswith(PREFIX) else _pull(client, name, say)
    reasons = [f'"{name}": {reason}' for name, reason in failed.items() if reason]
    if reasons:
        images = "image" if len(reasons) == 1 else "images"
        raise ImageMissing(
            f"cannot get {len(reasons)} {images}: {'; '.join(reasons)}", hint="build or load them"
        )


def _build(build: Build, say: Say) -> None:
    if build.is_local and not Path(build.context).is_dir():
        raise LabError(
            f'cannot build "{build.image}": no folder "{build.context}"', hint="check the service's build"
        )
    docker = shutil.which("docker")
    if docker is None:
        raise LabError(
            f'cannot build "{build.image}": no docker command',
            hint="install the Docker CLI, or build it elsewhere",
        )
    say(about(build.image, f"building for the service {build.service}"))
    began = time.monotonic()
    status, lines = _run((docker, "build", "--force-rm", *build.options()), build.spec.dockerfile_inline)
    if status:
        shown = "\n  ".join(lines)
        raise LabError(f'cannot build "{build.image}": docker build exits {status}\n  {shown}')
    say(about(build.image, f"built in {time.monotonic() - began:.1f} s"))


def _run(command: tuple[str, ...], text: str | None) -> tuple[int, list[str]]:
    """Run a command with a text on its standard input; its exit status and the last lines of its output."""
    with tempfile.TemporaryFile("w+") as given:
        given.write(text or "")
        given.seek(0)
        try:
            done = subprocess.run(
                command, stdin=given, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
            )
        except OSError as error:
            raise LabError(f"cannot run {command[0]}: {reason_of(error)}") from error
    lines = [line[:_LONGEST_LINE].rstrip() for line in done.stdout.decode(errors="replace").splitlines()]
    return done.returncode, [printable(line) for line in lines if line.strip()][-_LAST_LINES:]


def _pull(client: Any, image: str, say: Say) -> str:
    """Pull an image; why it could not be, or nothing."""
    say(about(image, "pulling"))
    name, tag = (image, None) if "@" in image or ":" in image.rpartition("/")[2] else (image, "latest")
    began = time.monotonic()
    try:
        with translated(f'pull "{image}"'):
            for progress in client.pull(name, tag=tag, stream=True, decode=True):
                if "error" in progress:
                    return str(progress["error"])
    except LabError as error:
        return error.message
    say(about(image, f"pulled in {time.monotonic() - began:.1f} s"))
    return ""
