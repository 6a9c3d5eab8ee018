"""The links of a run: in force before its hosts start, measured before clients are released, then watched."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from socketlab.errors import DeadlinePassed, LabError
from socketlab.language.figures import reading_in_words
from socketlab.language.wording import cut
from socketlab.links.events import LinkMeasured, LinksMade
from socketlab.links.model import LinksPlan, Measured, PathPlan
from socketlab.links.tolerance import Reading, readings
from socketlab.plan.model import Plan
from socketlab.run.loop import Item, Loop
from socketlab.run.stage import Actor, Stage
from socketlab.runtimes.api import Runtime
from socketlab.runtimes.paths import ShapesLinks

ATTEMPTS = 3
"""Measurements of links that are not within their tolerance: on a busy machine one may be late."""

_CALL_S = 20.0
_THOROUGH_S = 90.0
"""For the thorough measurement of one path."""


class Links:
    """The links of one run; without any, all of this does nothing.

    Args:
        plan: The run.
        runtime: What it runs on.
        stage: Its hosts.
        loop: The player's inbox.
    """

    def __init__(self, plan: Plan, runtime: Runtime, stage: Stage, loop: Loop) -> None:
        self._links = plan.links
        self._runtime = runtime
        self._stage = stage
        self._loop = loop

    def bring_up(self, bring_up: Callable[[Actor], None]) -> None:
        """Bring everyone up; hosts only when the router is there, since they may call each other at once.

        Clients start their programs at their release, so they need not wait for it.
        """
        links = self._links
        if links is None:
            for actor in self._stage.everyone:
                bring_up(actor)
            return

        def started(_: None) -> None:
            now = self._stage.recorder.now()
            self._stage.recorder.record(LinksMade(at_s=now, mechanism=links.shaper, paths=len(links.paths)))
            for actor in self._stage.hosts:
                bring_up(actor)

        self._loop.call("start the router", partial(self._shaper.start_router, links), started)
        for actor in self._stage.clients:
            bring_up(actor)

    def measure(self, handle: Callable[[Item], None]) -> None:
        """Measure every path, and again those that are out of tolerance.

        Raises:
            LabError: when one stays out of tolerance.
        """
        links = self._links
        if links is None or not links.paths:
            return
        for attempt in range(1, ATTEMPTS + 1):
            found = self._measured(links, handle)
            wrong = [(path, each) for path, each in found if not each.within]
            if not wrong or attempt == ATTEMPTS:
                break
        for path, each in found:
            self._record(path, each)
        if wrong:
            path, worst = wrong[0]
            more = f" (and {len(wrong) - 1} more)" if len(wrong) > 1 else ""
            where = f"from {cut(', '.join(path.source))} to {cut(', '.join(path.destination))}"
            raise LabError(f"a condition is not in force {where}: {_in_words(worst)}{more}")

    def check(self, handle: Callable[[Item], None]) -> None:
        """Check that all conditions are still in force at the end.

        Raises:
            LabError: when one is gone.
        """
        if self._links is None:
            return

        answers: list[tuple[str, ...]] = []
        self._loop.call("check the links", self._shaper.missing_conditions, answers.append)
        self._wait(lambda: self._loop.settled, handle, _CALL_S)
        missing = [condition for answer in answers for condition in answer]
        if missing:
            raise LabError(f"conditions of links were lost during the run: {', '.join(missing)}")

    def _measured(self, links: LinksPlan, handle: Callable[[Item], None]) -> list[tuple[PathPlan, Reading]]:
        results: list[tuple[Measured | None, ...]] = []
        measure = partial(self._shaper.measure_links, thorough=links.thorough)
        self._loop.call("measure the links", measure, results.append, awaited=False)
        slowest = max(path.conditions.delay_s + 4 * path.conditions.jitter_s for path in links.paths)
        more = _THOROUGH_S * len(links.paths) if links.thorough else 0.0
        self._wait(lambda: bool(results), handle, _CALL_S + 4 * slowest + more)
        return [
            (path, each)
            for path, measured in zip(links.paths, results[0], strict=True)
            if measured is not None  # a fault has changed its conditions before the release
            for each in readings(path.conditions, measured)
        ]

    def _record(self, path: PathPlan, reading: Reading) -> None:
        self._stage.recorder.record(
            LinkMeasured(
                at_s=self._stage.recorder.now(),
                source=", ".join(path.source),
                destination=", ".join(path.destination),
                quantity=reading.quantity,
                unit=reading.unit,
                declared=reading.declared,
                measured=reading.measured,
                within=reading.within,
            )
        )

    def _wait(self, reached: Callable[[], bool], handle: Callable[[Item], None], seconds: float) -> None:
        deadline = self._stage.recorder.now() + seconds
        if not self._loop.wait(reached, deadline_s=deadline, handle=handle):
            raise DeadlinePassed("the router did not answer in time")

    @property
    def _shaper(self) -> ShapesLinks:
        if not isinstance(self._runtime, ShapesLinks):
            raise LabError("the runtime cannot put conditions on links")
        return self._runtime


def _in_words(reading: Reading) -> str:
    return reading_in_words(reading.quantity, reading.declared, reading.measured, reading.unit)
