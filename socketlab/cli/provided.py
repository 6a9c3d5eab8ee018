"""Images that are missing are built or pulled before anything starts, where a command would start hosts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from socketlab.cli.called import tell
from socketlab.errors import ImageMissing

if TYPE_CHECKING:
    from socketlab.runtimes.api import Runtime
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
    try:
        return work()
    except ImageMissing:
        from socketlab.runtimes import make_runtime

        _get_missing(scenarios, make_runtime(runtime))
        return work()


def _get_missing(scenarios: Sequence[Scenario], runtime: Runtime) -> None:
    """Build or pull the images that are missing, of all scenarios; only Docker's are known how to get."""
    from socketlab.building.getting import get_images
    from socketlab.resources import root
    from socketlab.runtimes import DEFAULT_RUNTIME

    with closing(runtime):
        missing = runtime.surroundings(frozenset[str]().union(*(each.images for each in scenarios))).missing
    if missing and runtime.name == DEFAULT_RUNTIME:
        builds = {image: build for each in scenarios for image, build in each.builds.items()}
        get_images(missing, builds, root=root(), say=partial(tell, error=True))
