"""Images that are missing are built or pulled before anything starts, where a command would start hosts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
    try:
        return work()
    except ImageMissing:
        from socketlab.runtimes import make_runtime
        from socketlab.wiring import get_missing

        get_missing(scenarios, make_runtime(runtime), partial(tell, error=True))
        return work()
