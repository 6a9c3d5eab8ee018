"""Build the project's images: only those that are missing or out of date, each from what it needs.

An image is current when its label carries the fingerprint of today's files and its lowest layers are
those of today's parent. So a second build has nothing to do, and a change rebuilds what depends on it.
"""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Collection, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import Any

from docker.errors import APIError, ImageNotFound

from socketlab import labels
from socketlab.building.base import ensure_base
from socketlab.building.mirror import build_proxies
from socketlab.building.progress import UP_TO_DATE, Say, about
from socketlab.building.recipes import BASES, Recipe, needed, read_recipes
from socketlab.errors import LabError

_AT_ONCE = 8
"""Builds side by side: a step is mostly waiting for the engine to put a layer away."""

_ONLINE_AT_ONCE = 2
"""Builds side by side that install packages: those unpack and write all the time."""


def build_images(
    client: Any,
    root: Path,
    *,
    environ: Mapping[str, str],
    say: Say,
    only: Collection[str] | None = None,
    force: bool = False,
) -> tuple[str, ...]:
    """Make images current and say of each what was done.

    Args:
        client: An engine that answers.
        root: The repository.
        environ: ``SOCKETLAB_BASE`` and the variable of each base choose how it is made.
        say: Where progress goes.
        only: The requested images, without those that they are based on; all unless given.
        force: Build even what is current.

    Returns:
        The images that were built, empty when all were current.

    Raises:
        LabError: when one cannot be built.
    """
    recipes = read_recipes(root)
    if only is not None:
        recipes = needed(recipes, only)
    parents = list(dict.fromkeys(recipe.parent for recipe in recipes))
    bases = [base for tag, base in BASES.items() if tag in {*parents, *(only or ())}]
    previous = [image["Id"] for image in (find_image(client, base.tag) for base in bases) if image]
    built = [
        base.tag for base in bases if ensure_base(client, root, base, environ=environ, say=say, force=force)
    ]
    for parent in parents:
        siblings = [recipe for recipe in recipes if recipe.parent == parent]
        wanted = siblings if force else _outdated(client, root, siblings, say=say)
        _build_together(client, root, wanted, environ=environ, say=say, force=force)
        built += [recipe.tag for recipe in wanted]
    for image in previous:
        forget(client, image)
    return tuple(built)


def is_current(client: Any, root: Path, recipe: Recipe) -> bool:
    """Whether the image that exists is the one that its recipe describes today."""
    image, parent = find_image(client, recipe.tag), find_image(client, recipe.parent)
    if image is None or parent is None:
        return False
    marks = image["Config"]["Labels"] or {}
    lower, layers = parent["RootFS"]["Layers"], image["RootFS"]["Layers"]
    return marks.get(labels.SOURCE) == recipe.fingerprint(root) and layers[: len(lower)] == lower


def find_image(client: Any, tag: str) -> dict[str, Any] | None:
    """What the engine knows of an image, or None when it has none of that name."""
    try:
        image: dict[str, Any] = client.inspect_image(tag)
    except ImageNotFound:
        return None
    return image


def forget(client: Any, image_id: str) -> None:
    """Remove an image if a new one has taken its name, unless a container or another image uses it."""
    try:
        if not client.inspect_image(image_id)["RepoTags"]:
            client.remove_image(image_id)
    except (APIError, ImageNotFound):
        return


def _outdated(client: Any, root: Path, recipes: Iterable[Recipe], *, say: Say) -> list[Recipe]:
    outdated: list[Recipe] = []
    for recipe in recipes:
        if is_current(client, root, recipe):
            say(about(recipe.tag, UP_TO_DATE))
        else:
            outdated.append(recipe)
    return outdated


def _build_together(
    client: Any, root: Path, recipes: list[Recipe], *, environ: Mapping[str, str], say: Say, force: bool
) -> None:
    """Build images that are independent of each other; the first failure or an interrupt ends all builds."""
    ended = threading.Event()
    online = any(recipe.online for recipe in recipes)
    proxies = build_proxies(environ) if online else {}

    def build(recipe: Recipe) -> None:
        began = time.monotonic()
        previous = find_image(client, recipe.tag)
        _build(client, root, recipe, proxies=proxies, force=force, ended=ended)
        if ended.is_set():
            return
        if previous is not None:
            forget(client, previous["Id"])
        say(about(recipe.tag, f"built in {time.monotonic() - began:.1f} s"))

    with ThreadPoolExecutor(max_workers=_ONLINE_AT_ONCE if online else _AT_ONCE) as pool:
        builds = [pool.submit(build, recipe) for recipe in recipes]
        try:
            for one in as_completed(builds):
                one.result()
        except BaseException:
            ended.set()
            raise


def _build(
    client: Any,
    root: Path,
    recipe: Recipe,
    *,
    proxies: dict[str, str],
    force: bool,
    ended: threading.Event,
) -> None:
    progress = client.build(
        fileobj=recipe.context(root),
        custom_context=True,
        dockerfile=recipe.dockerfile,
        tag=recipe.tag,
        labels={labels.SOURCE: recipe.fingerprint(root)},
        nocache=force,
        # The network of this machine itself: where apt-get works here, its proxy included, it does there.
        network_mode="host" if recipe.online else "none",
        buildargs=dict(proxies) if recipe.online else {},
        use_config_proxy=recipe.online,
        rm=True,
        forcerm=True,
        decode=True,
    )
    # The engine cancels a build when its progress is no longer read.
    reason = build_failure(itertools.takewhile(lambda _: not ended.is_set(), progress))
    if reason:
        raise LabError(
            f'image "{recipe.tag}" does not build: {reason}',
            hint=f"try it by hand with docker build -f {recipe.dockerfile} .",
            source=recipe.dockerfile,
        )


def build_failure(progress: Iterable[Mapping[str, Any]]) -> str:
    """Why a build failed: the engine's reason and the last line of the step; empty when it did not."""
    last_line = ""
    for step in progress:
        if "error" in step:
            return " ".join(filter(None, (str(step["error"]).strip(), f"({last_line})" if last_line else "")))
        line = str(step.get("stream", "")).strip()
        if line and not line.startswith(("Step ", "--->", "Removing intermediate")):
            last_line = line
    return ""
