"""The end of a run: stop the hosts, take their last output, remove them and the network.

It has a deadline of its own and does the same whatever ended the run. Nothing that is raised meanwhile ends
it: that is recorded, and the next step is taken. A first request to stop changes nothing; a second one ends
the teardown, and the watcher or ``clean`` removes the rest.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable

from socketlab.errors import EngineUnreachable, described
from socketlab.events import Cleaned, Interrupted
from socketlab.hosts.model import Placement
from socketlab.run.loop import Done, Item, Loop, Stop
from socketlab.run.stage import Actor, Stage
from socketlab.runtimes.api import Ended, Lost, Output, Runtime

STOPS_TO_GIVE_UP = 2
"""Stop requests that abort the teardown; the first may have been meant for the run."""

_NETWORK_RETRY_S = 0.05
"""Between two attempts to remove a network: the endpoints of removed containers may linger (seen with
engine 20.10 and 33 containers)."""

_UNREACHABLE_S = 3.0
"""How long an engine that does not answer is asked again; the watcher goes on where this stops."""

_ATTEMPTS = 3
_AGAIN_S = 0.25
"""How often the removal of a host is attempted, and the time between two attempts."""


class _GaveUp(Exception):
    pass


def tear_down(
    runtime: Runtime, stage: Stage, loop: Loop, *, keep: bool, deadline_s: float, faults_end_s: float
) -> bool:
    """Remove what the run made; raises nothing.

    Args:
        runtime: What it ran on.
        stage: Its hosts.
        loop: The player's inbox.
        keep: Remove nothing; only release what is not the run's own.
        deadline_s: When to stop trying, in seconds since the run began.
        faults_end_s: For faults that are being injected now; those that do not end, end with their hosts.

    Returns:
        ``False`` when stop requests aborted it.
    """
    teardown = _Teardown(runtime, stage, loop, deadline_s)
    try:
        if not keep:
            teardown.run(faults_end_s)
    except _GaveUp:
        stage.recorder.record(Cleaned(at_s=stage.recorder.now(), left=("what clean finds",)))
        return False
    finally:
        with contextlib.suppress(BaseException):
            runtime.close()
    return True


class _Teardown:
    def __init__(self, runtime: Runtime, stage: Stage, loop: Loop, deadline_s: float) -> None:
        self._runtime = runtime
        self._stage = stage
        self._loop = loop
        self._deadline_s = deadline_s
        self._told: list[Actor] = []
        self._removing: dict[str, Actor] = {}
        self._not_removed: dict[str, str] = {}
        self._stops = 0
        self._removal_began = False
        self._failed: list[str] = []

    def run(self, faults_end_s: float) -> None:
        """Stop and remove every host, then the network; what is left is recorded, not raised."""
        self._do(self._loop.forget_timers)
        self._do(self._loop.drop_queued)
        soon = min(self._deadline_s, self._stage.recorder.now() + faults_end_s)
        self._wait_until(soon, lambda: self._loop.idle)
        self._wait(lambda: self._loop.settled)
        self._removal_began = True
        for actor in self._stage.everyone:
            if actor.started and not (actor.ended or actor.down):
                self._stop(actor)
        self._await_ends()
        for actor in self._stage.everyone:
            self._remove(actor)
        self._wait(lambda: self._loop.settled)
        self._remove_again()
        self._remove_network()
        left = (*self._failed, *(f"remove {name}: {problem}" for name, problem in self._not_removed.items()))
        self._stage.recorder.record(Cleaned(at_s=self._stage.recorder.now(), left=left))

    def _do(self, step: Callable[[], object]) -> None:
        try:
            step()
        except BaseException as error:  # the next step is taken
            self._fail(described(error))

    def _fail(self, problem: str) -> None:
        if problem not in self._failed:
            self._failed.append(problem)

    def _stop(self, actor: Actor) -> None:
        actor.stopping = True
        self._told.append(actor)
        grace_s = actor.plan.machine.stop_grace_s if actor.client is None else 0.0

        def stop() -> str | None:
            try:
                return self._runtime.stop(actor.plan, grace_s=grace_s)
            except BaseException:  # it is removed by force, and what remains then is recorded
                return None

        def returned(ignored: str | None) -> None:
            if ignored is None:
                self._told.remove(actor)
            else:
                self._stage.stopped(actor, ignored, grace_s)

        self._loop.call(f"stop {actor.plan.name}", stop, returned)

    def _await_ends(self) -> None:
        """Wait for the last output of the hosts that were asked to stop, but leave time to remove them."""
        now = self._stage.recorder.now()
        grace_s = max((actor.plan.machine.stop_grace_s for actor in self._told), default=0.0)
        left_s = max(0.0, self._deadline_s - now)
        until_s = now + min(left_s, grace_s) + max(0.0, left_s - grace_s) / 2
        if not self._wait_until(min(until_s, self._deadline_s - left_s / 4), self._all_ended):
            self._fail("not every host ended in time")

    def _all_ended(self) -> bool:
        """Whether every host that was asked to stop has ended; those that have are removed meanwhile."""
        standing = Placement.STANDING
        left = [actor for actor in self._told if not actor.ended and actor.plan.placement is not standing]
        for actor in self._stage.everyone:
            if actor.ended:
                self._remove(actor)
        return self._loop.settled and not left

    def _remove(self, actor: Actor) -> None:
        own = actor.plan.placement is Placement.PRIVATE
        if actor.plan.name not in self._removing and (own or not actor.ended):
            actor.stopping = True  # its end from now on is the run's doing
            self._removing[actor.plan.name] = actor
            self._attempt_to_remove(actor)

    def _attempt_to_remove(self, actor: Actor) -> None:
        name = actor.plan.name

        def attempt() -> str:
            try:
                self._runtime.remove(actor.plan)
            except BaseException as error:  # recorded as what is left
                return described(error)
            return ""

        def returned(problem: str) -> None:
            self._not_removed[name] = problem
            if not problem:
                del self._not_removed[name]

        self._loop.call(f"remove {name}", attempt, returned)

    def _remove_again(self) -> None:
        """The hosts that could not be removed at first."""
        for _ in range(_ATTEMPTS - 1):
            if self._not_removed:
                soon = min(self._deadline_s, self._stage.recorder.now() + _AGAIN_S)
                self._wait_until(soon, lambda: False)
                for name in list(self._not_removed):
                    self._attempt_to_remove(self._removing[name])
                self._wait(lambda: self._loop.settled)

    def _remove_network(self) -> None:
        began_s = self._stage.recorder.now()
        while (error := self._attempt_to_remove_network()) is not None:
            unreachable = isinstance(error, EngineUnreachable)
            limit_s = began_s + _UNREACHABLE_S if unreachable else self._deadline_s
            now = self._stage.recorder.now()
            if now >= min(limit_s, self._deadline_s):
                self._fail(described(error))
                return
            self._wait_until(now + _NETWORK_RETRY_S, lambda: False)

    def _attempt_to_remove_network(self) -> BaseException | None:
        """What was raised, if anything was; an attempt that does not return has been recorded already."""
        outcomes: list[BaseException | None] = []

        def attempt() -> BaseException | None:
            try:
                self._runtime.remove_network()
            except BaseException as error:  # decided by the caller
                return error
            return None

        self._loop.call("remove the network", attempt, outcomes.append)
        self._wait(lambda: bool(outcomes))
        return outcomes[0] if outcomes else None

    def _wait(self, reached: Callable[[], bool]) -> None:
        if not self._wait_until(self._deadline_s, reached):
            self._fail("the runtime did not answer in time")

    def _wait_until(self, deadline_s: float, reached: Callable[[], bool]) -> bool:
        """Wait, whatever is raised by what comes in; whether it was reached."""
        while True:
            try:
                return self._loop.wait(reached, deadline_s=deadline_s, handle=self._handle)
            except _GaveUp:
                raise
            except BaseException as error:  # what raised it is out of the inbox: wait on
                self._fail(described(error))
                if self._stage.recorder.now() >= deadline_s:
                    return False

    def _handle(self, item: Item) -> None:
        match item:
            case Output():
                self._stage.output(item)
            case Ended():
                self._stage.ended(item)
            case Lost():
                self._stage.lost(item)
            case Done(what=what, error=error):
                if error is not None and self._removal_began:  # what failed before left nothing behind
                    self._fail(f"{what}: {described(error)}")
            case Stop():
                self._stops += 1
                self._stage.recorder.record(Interrupted(at_s=self._stage.recorder.now()))
                if self._stops >= STOPS_TO_GIVE_UP:
                    raise _GaveUp
