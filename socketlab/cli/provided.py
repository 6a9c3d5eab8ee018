"""Images that are missing are built or pulled before anything starts, where a command would start hosts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from socketlab.cli.called import tell
from socketlab.errors import ImageMissing

if TYPE_CHECKING:
    from socketlab.spec.load import Scenario

_Found = TypeVar("_Found")


def with_images(scenarios: Sequence[Scenario], runtime: str | None, work: Callable[[], _Found]) -> _Found:
    """Do something that refuses missing images before it starts anything; get them, and do it again.

    Args:
        scenarios: Whose images are needed.
        runtime: What the user calls the runtime.
        work: Raises ``ImageMissing`` where one is not there.

    Raises:
        ImageMissing: naming all images that cannot be had.
        LabError: when a build fails.
    """
    from socketlab.runtimes import DEFAULT_RUNTIME, chosen_runtime

    try:
        return work()
    except ImageMissing:
        if chosen_runtime(runtime) != DEFAULT_RUNTIME:
            raise  # it is not known how another runtime gets its images
        _get_missing(scenarios, frozenset[str]().union(*(each.images for each in scenarios)))
        return work()


def with_gate(scenarios: Sequence[Scenario], runtime: str | None) -> None:
    """Get the gate's image where clients have images of other projects, and it is missing.

    Args:
        scenarios: What is to be played.
        runtime: What the user calls the runtime; only Docker's has such a gate.

    Raises:
        LabError: when it cannot be built.
    """
    from socketlab.runtimes import DEFAULT_RUNTIME, chosen_runtime

    if chosen_runtime(runtime) == DEFAULT_RUNTIME and any(map(_has_clients, scenarios)):
        from socketlab.runtimes.docker.gates import GATE_IMAGE

        _get_missing(scenarios, [GATE_IMAGE])


def _has_clients(scenario: Scenario) -> bool:
    """Whether clients have images of other projects."""
    from socketlab.building.recipes import PREFIX

    fleets = scenario.spec.fleets.values()
    images = (fleet.image or scenario.services[fleet.origin].image for fleet in fleets)
    return any(not image.startswith(PREFIX) for image in images)


def _get_missing(scenarios: Sequence[Scenario], images: Iterable[str]) -> None:
    """Build or pull those images that Docker does not have."""
    from socketlab.building.getting import get_images
    from socketlab.resources import root
    from socketlab.runtimes import DEFAULT_RUNTIME, make_runtime

    with closing(make_runtime(DEFAULT_RUNTIME)) as runtime:
        missing = runtime.surroundings(frozenset(images)).missing
    if missing:
        builds = {image: build for each in scenarios for image, build in each.builds.items()}
        get_images(missing, builds, root=root(), say=partial(tell, error=True))
