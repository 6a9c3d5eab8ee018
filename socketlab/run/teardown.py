"""The end of a run: stop, let the last output arrive, remove, look whether anything is left.

It has its own deadline and does not care what ended the run. One more request to stop is what it is doing
anyway; a second one gives up, and ``clean`` removes the rest.
"""

from __future__ import annotations

from collections.abc import Callable

from socketlab.errors import LabError
from socketlab.events import Cleaned, Interrupted
from socketlab.hosts.model import Placement
from socketlab.run.loop import Done, Item, Loop, Stop
from socketlab.run.stage import Actor, Stage
from socketlab.runtimes.api import Ended, Output, Runtime

STOPS_TO_GIVE_UP = 2
"""Stop requests that abort the teardown; the first may have been meant for the run."""

_NETWORK_RETRY_S = 0.05
"""Between two tries to remove a network: the endpoints of removed containers may linger (seen with
engine 20.10 and 33 containers)."""


FAULTS_END_S = 2.0
"""For faults that are being injected when the teardown begins."""


class _GaveUp(Exception):
    pass


def tear_down(runtime: Runtime, stage: Stage, loop: Loop, *, keep: bool, deadline_s: float) -> bool:
    """Remove what the run made.

    Args:
        runtime: What it ran on.
        stage: Who is still there.
        loop: The player's inbox.
        keep: Remove nothing; only release what is not the run's own.
        deadline_s: When to stop trying, in seconds since the run began.

    Returns:
        ``False`` when stop requests aborted it.
    """
    teardown = _Teardown(runtime, stage, loop, deadline_s)
    try:
        if not keep:
            teardown.run()
    except _GaveUp:
        stage.recorder.record(Cleaned(at_s=stage.recorder.now(), left=("what clean finds",)))
        return False
    finally:
        runtime.close()
    return True


class _Teardown:
    def __init__(self, runtime: Runtime, stage: Stage, loop: Loop, deadline_s: float) -> None:
        self._runtime = runtime
        self._stage = stage
        self._loop = loop
        self._deadline_s = deadline_s
        self._told: list[Actor] = []
        self._removing: set[str] = set()
        self._stops = 0
        self._removal_began = False
        self._failed: list[str] = []

    def run(self) -> None:
        """Stop and remove every host, then the network; what is left is recorded, not raised."""
        self._loop.forget_timers()
        self._loop.drop_queued()
        self._let_faults_end()
        self._wait(lambda: self._loop.settled)
        self._removal_began = True
        for actor in self._stage.everyone:
            if actor.started and not (actor.ended or actor.down):
                self._stop(actor)
        self._wait(self._all_ended)
        for actor in self._stage.everyone:
            self._remove(actor)
        self._wait(lambda: self._loop.settled)
        self._remove_network()
        self._stage.recorder.record(Cleaned(at_s=self._stage.recorder.now(), left=tuple(self._failed)))

    def _let_faults_end(self) -> None:
        """A fault under way may take a moment more; one that does not end, ends with its host."""
        soon = min(self._deadline_s, self._stage.recorder.now() + FAULTS_END_S)
        self._loop.wait(lambda: self._loop.idle, deadline_s=soon, handle=self._handle)

    def _stop(self, actor: Actor) -> None:
        actor.stopping = True
        self._told.append(actor)
        grace = actor.plan.machine.stop_grace_s if actor.client is None else 0.0
        self._loop.call(f"stop {actor.plan.name}", lambda: self._runtime.stop(actor.plan, grace_s=grace))

    def _all_ended(self) -> bool:
        """Whether every host that was told to stop has ended; those that have are removed meanwhile."""
        standing = Placement.STANDING
        left = [actor for actor in self._told if not actor.ended and actor.plan.placement is not standing]
        for actor in self._stage.everyone:
            if actor.ended:
                self._remove(actor)
        return self._loop.settled and not left

    def _remove(self, actor: Actor) -> None:
        own = actor.plan.placement is Placement.PRIVATE
        if actor.plan.name not in self._removing and (own or not actor.ended):
            self._removing.add(actor.plan.name)
            self._loop.call(f"remove {actor.plan.name}", lambda: self._runtime.remove(actor.plan))

    def _remove_network(self) -> None:
        while True:
            try:
                self._runtime.remove_network()
            except LabError as error:
                if self._stage.recorder.now() >= self._deadline_s:
                    self._failed.append(str(error))
                    return
                soon = self._stage.recorder.now() + _NETWORK_RETRY_S
                self._loop.wait(lambda: False, deadline_s=soon, handle=self._handle)
            else:
                return

    def _wait(self, reached: Callable[[], bool]) -> None:
        if not self._loop.wait(reached, deadline_s=self._deadline_s, handle=self._handle):
            self._failed.append("the teardown ran out of time")

    def _handle(self, item: Item) -> None:
        match item:
            case Output():
                self._stage.output(item)
            case Ended():
                self._stage.ended(item)
            case Done(what=what, error=error):
                if error is not None and self._removal_began:  # what failed before left nothing behind
                    self._failed.append(f"{what}: {error}")
            case Stop():
                self._stops += 1
                self._stage.recorder.record(Interrupted(at_s=self._stage.recorder.now()))
                if self._stops >= STOPS_TO_GIVE_UP:
                    raise _GaveUp
