"""Images that are missing are built or pulled before anything starts, where a command would start hosts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from socketlab.cli.called import tell
from socketlab.errors import ImageMissing

if TYPE_CHECKING:
    from socketlab.runtimes.api import Runtime
    from socketlab.spec.load import Scenario

OWN = "socketlab/"
GATE_IMAGE = "socketlab/gate"

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
    from socketlab.runtimes import DEFAULT_RUNTIME, chosen_runtime, make_runtime

    if chosen_runtime(runtime) != DEFAULT_RUNTIME:  # only Docker's images are known how to get
        return work()
    if any(_has_clients_of_its_own(scenario) for scenario in scenarios):
        _get_missing(scenarios, make_runtime(runtime), [GATE_IMAGE])
    try:
        return work()
    except ImageMissing:
        every = frozenset[str]().union(*(each.images for each in scenarios))
        _get_missing(scenarios, make_runtime(runtime), every)
        return work()


def _has_clients_of_its_own(scenario: Scenario) -> bool:
    """Whether clients have images of other projects: those need the gate's image."""
    fleets = scenario.spec.fleets.values()
    images = (fleet.image or scenario.services[fleet.origin].image for fleet in fleets)
    return any(not image.startswith(OWN) for image in images)


def _get_missing(scenarios: Sequence[Scenario], runtime: Runtime, images: Iterable[str]) -> None:
    """Build or pull those images that are missing."""
    from socketlab.building.getting import get_images
    from socketlab.resources import root

    with closing(runtime):
        missing = runtime.surroundings(frozenset(images)).missing
    if missing:
        builds = {image: build for each in scenarios for image, build in each.builds.items()}
        get_images(missing, builds, root=root(), say=partial(tell, error=True))
