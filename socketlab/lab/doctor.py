"""``doctor``: whether this machine can run scenarios, and how to fix what is missing."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from socketlab.building.images import find_image, is_current
from socketlab.building.recipes import needed, read_recipes
from socketlab.errors import LabError, reason_of
from socketlab.lab.compose import find_program
from socketlab.lab.definition import read_definition
from socketlab.links.mechanisms import EVERY_CONDITION, MECHANISMS, NETEM, lacking, preferred
from socketlab.links.model import ROUTER_IMAGE
from socketlab.resources import root
from socketlab.runtimes.docker.closed import closed_network
from socketlab.runtimes.docker.engine import connect, translated
from socketlab.runtimes.docker.leftovers import find_leftovers
from socketlab.runtimes.docker.router import link_mechanisms
from socketlab.runtimes.docker.standing import find_standing

OLDEST_PYTHON = (3, 11)
OLDEST_API = (1, 40)
"""Engine API of Docker 19.03: the oldest with all that a run asks for."""

ENOUGH_BYTES = 2 * 10**9
"""Free space for images and evidence; the images take a tenth of it."""

ROOT = root()


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was examined.

    Args:
        subject: What it was.
        level: ``ok``, ``note`` (runs are possible) or ``fail`` (they are not).
        seen: What was found.
        advice: What to do about it.
    """

    subject: str
    level: Literal["ok", "note", "fail"]
    seen: str
    advice: str = ""


def examine() -> tuple[Finding, ...]:
    """Examine everything; without an engine, everything else."""
    findings = [_python(), _space(), _compose()]
    try:
        api = connect()
    except LabError as error:
        findings.append(Finding(subject="engine", level="fail", seen=error.message, advice=error.hint or ""))
        return tuple(findings)
    for look in (_engine, _images, _links, _lab, _leftovers):
        findings += _looked(look, api)
    return tuple(findings)


def _looked(look: Callable[[Any], Iterator[Finding]], api: Any) -> list[Finding]:
    subject = look.__name__.strip("_")
    try:
        with translated(f"examine {subject}"):
            return list(look(api))
    except LabError as error:
        return [Finding(subject=subject, level="fail", seen=error.message, advice=error.hint or "")]


def _python() -> Finding:
    version = ".".join(str(part) for part in sys.version_info[:3])
    if sys.version_info >= OLDEST_PYTHON:
        return Finding(subject="python", level="ok", seen=version)
    return Finding(subject="python", level="fail", seen=version, advice="install Python 3.11 or newer")


def _space() -> Finding:
    try:
        free = shutil.disk_usage(Path.cwd()).free
    except OSError as error:
        seen = f"the current folder cannot be read: {reason_of(error)}"
        return Finding(subject="space", level="note", seen=seen, advice="change to another folder")
    seen = f"{free / 10**9:.1f} GB free here"
    if free >= ENOUGH_BYTES:
        return Finding(subject="space", level="ok", seen=seen)
    return Finding(subject="space", level="note", seen=seen, advice="free some space for images and evidence")


def _compose() -> Finding:
    try:
        return Finding(subject="compose", level="ok", seen=" ".join(find_program()))
    except LabError as error:
        advice = f"{error.hint or 'install it'} (runs work without it, the standing lab does not)"
        return Finding(subject="compose", level="note", seen=error.message, advice=advice)


def _engine(api: Any) -> Iterator[Finding]:
    version = api.version()
    number = tuple(int(part) for part in str(version["ApiVersion"]).split("."))
    seen = f"Docker {version['Version']}, API {version['ApiVersion']}, kernel {version['KernelVersion']}"
    if number >= OLDEST_API:
        yield Finding(subject="engine", level="ok", seen=seen)
    else:
        yield Finding(subject="engine", level="fail", seen=seen, advice="install Docker 19.03 or newer")


def _images(api: Any) -> Iterator[Finding]:
    """The images of the lab must be there; those outside it are built as they are needed."""
    recipes = read_recipes(ROOT)
    missing = [recipe.tag for recipe in recipes if find_image(api, recipe.tag) is None]
    of_lab = {recipe.tag for recipe in needed(recipes, read_definition(ROOT, os.environ).chosen_images())}
    stale = [
        recipe.tag for recipe in recipes if recipe.tag not in missing and not is_current(api, ROOT, recipe)
    ]
    if of_lab & set(missing):
        seen = f"missing: {', '.join(tag for tag in missing if tag in of_lab)}"
        yield Finding(subject="images", level="fail", seen=seen, advice="run socketlab lab build")
    elif stale:
        seen = f"older than their sources: {', '.join(stale)}"
        yield Finding(subject="images", level="note", seen=seen, advice="run socketlab lab build --all")
    elif missing:
        seen = f"all of the lab's are up to date; not built: {', '.join(missing)}"
        advice = "for scenarios with these, run socketlab lab build --all"
        yield Finding(subject="images", level="note", seen=seen, advice=advice)
    else:
        yield Finding(subject="images", level="ok", seen=f"all {len(recipes)} up to date")


def _links(api: Any) -> Iterator[Finding]:
    """What puts conditions on links here; it takes the router's image to find out."""
    if find_image(api, ROUTER_IMAGE) is None:
        seen = f"not examined: no image {ROUTER_IMAGE}"
        yield Finding(subject="links", level="note", seen=seen, advice="run socketlab lab build router")
        return
    try:
        yield about_links(link_mechanisms(api, closed_network(api.version())))
    except LabError as error:
        advice = "leave links out of your scenarios"
        yield Finding(subject="links", level="note", seen=error.message, advice=advice)


def about_links(there: frozenset[str]) -> Finding:
    """Which conditions links can have.

    Args:
        there: What the kernel has of what provides them.
    """
    shaper = preferred(there)
    seen = "by netem" if shaper == NETEM else "without netem, by NFQUEUE, TBF and TEE"
    needs: dict[str, list[str]] = {}
    for what, need in lacking(shaper, there, [EVERY_CONDITION]):
        needs.setdefault(what, []).append(MECHANISMS[need])
    missing = [f"{what} (needs {' and '.join(parts)})" for what, parts in needs.items()]
    if not missing:
        return Finding(subject="links", level="ok", seen=seen)
    seen = f"{seen}; not available: {', '.join(missing)}"
    advice = "load these kernel modules with modprobe to use them in links"
    return Finding(subject="links", level="note", seen=seen, advice=advice)


def _lab(api: Any) -> Iterator[Finding]:
    hosts = find_standing(api)
    if hosts:
        yield Finding(subject="lab", level="ok", seen=f"up, {len(hosts)} hosts")
    else:
        advice = "run socketlab lab up for quicker runs"
        yield Finding(subject="lab", level="note", seen="down: runs start private copies", advice=advice)


def _leftovers(api: Any) -> Iterator[Finding]:
    left = [leftover for leftover in find_leftovers(api, None) if not leftover.owner_alive]
    if left:
        advice = "run socketlab clean"
        yield Finding(subject="leftovers", level="note", seen=f"{len(left)} of earlier runs", advice=advice)
    else:
        yield Finding(subject="leftovers", level="ok", seen="none")
