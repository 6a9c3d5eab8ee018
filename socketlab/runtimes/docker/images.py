"""What the planner needs to know of images: their labels, health checks and folders."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from socketlab.errors import ImageMissing
from socketlab.hosts.model import ImageFacts
from socketlab.hosts.values import Healthcheck
from socketlab.language.units import format_duration
from socketlab.runtimes.docker.engine import translated

_NANO = 1_000_000_000
_DEFAULT_SHELL = ("/bin/sh", "-c")


def look_at_images(api: Any, images: frozenset[str]) -> tuple[dict[str, ImageFacts], dict[str, str]]:
    """Facts of the images that are there, and how to get those that are not.

    Args:
        api: The engine's client.
        images: Their names.
    """
    found: dict[str, ImageFacts] = {}
    missing: dict[str, str] = {}
    for image in sorted(images):
        try:
            with translated(f'use image "{image}"'):
                found[image] = facts_of(api.inspect_image(image).get("Config") or {})
        except ImageMissing as error:
            missing[image] = error.hint or ""
    return found, missing


def facts_of(config: dict[str, Any]) -> ImageFacts:
    """Facts of an image from its configuration.

    Source: Docker Engine API 1.41, "Inspect an image", ImageConfig and HealthConfig (times in nanoseconds).
    """
    check = config.get("Healthcheck") or {}
    test = list(check.get("Test") or ["NONE"])
    labels = {str(name): str(value) for name, value in (config.get("Labels") or {}).items()}
    facts = ImageFacts(
        labels=labels,
        working_dir=str(config.get("WorkingDir") or "/"),
        entrypoint=tuple(map(str, config.get("Entrypoint") or ())),
        command=tuple(map(str, config.get("Cmd") or ())),
    )
    if test[0] not in {"CMD", "CMD-SHELL"} or len(test) < 2:
        return facts
    shell = tuple(config.get("Shell") or _DEFAULT_SHELL)
    if test[0] == "CMD-SHELL" and shell != _DEFAULT_SHELL:
        test = ["CMD", *shell, *test[1:]]
    interval = check.get("Interval")
    settings = {"test": test, "interval": format_duration(interval / _NANO) if interval else None}
    return replace(facts, healthcheck=Healthcheck.model_validate(settings))
