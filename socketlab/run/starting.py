"""Starting the hosts and clients of a run; a start that fails is recorded as that, whatever else it leads to.

An engine may report the end of a host that it could not start before the start call returns with the reason.
So the stage waits for the call, and :meth:`Stage.start_failed` has the last word.
"""

from __future__ import annotations

from collections.abc import Callable

from socketlab.errors import described
from socketlab.hosts.dependencies import After
from socketlab.run.loop import Loop
from socketlab.run.observe import place_files
from socketlab.run.stage import Actor, Stage
from socketlab.runtimes.api import Runtime


class Starting:
    """Starts actors.

    Args:
        runtime: What they run on.
        stage: Who they are.
        loop: The player's inbox and pool.
    """

    def __init__(self, runtime: Runtime, stage: Stage, loop: Loop) -> None:
        self._runtime = runtime
        self._stage = stage
        self._loop = loop
        self._held: list[Actor] = []

    @property
    def holding(self) -> bool:
        """Whether someone still waits for others before being started."""
        return bool(self._held)

    def bring_up(self, actor: Actor) -> None:
        """Bring up an actor, as soon as those that it depends on have done what it waits for."""
        self._held.append(actor)
        self.look()

    def look(self) -> None:
        """Bring up those that wait for nothing any more."""
        free = [actor for actor in self._held if all(map(self._is_done, actor.plan.after))]
        self._held = [actor for actor in self._held if actor not in free]
        for actor in free:
            self._bring_up(actor)

    def _is_done(self, after: After) -> bool:
        awaited = self._stage.actor(after.host)
        match after.condition:
            case "service_started":
                return awaited.started
            case "service_healthy":
                return awaited.ready
            case "service_completed_successfully":
                return awaited.ended_well

    def _bring_up(self, actor: Actor) -> None:
        """Create, put files in place, start; a client without a gate is started at its release."""

        def work() -> str | None:
            actor.admission.lend(self._runtime.standing_nonce(actor.plan))
            self._runtime.create(actor.plan)
            place_files(self._runtime, self._stage.recorder, actor.plan)
            waits = actor.client is not None and not actor.gated
            return None if waits else self._runtime.start(actor.plan)

        self._call(f"bring up {actor.plan.name}", actor, work)

    def start(self, actor: Actor) -> None:
        """Start a client that has no gate."""
        self._call(
            f"start {actor.plan.name}",
            actor,
            lambda: self._runtime.start(actor.plan),
            lambda: self.feed(actor),
        )

    def feed(self, actor: Actor) -> None:
        """Write a client's standard input and end it; a client that does not read holds up nothing else."""
        stdin = actor.client.stdin if actor.client else None
        content = (stdin or "").encode()
        self._loop.call(
            f"write to {actor.plan.name}",
            lambda: self._runtime.send(actor.plan, content, close=True),
            awaited=False,
        )

    def _call(
        self,
        what: str,
        actor: Actor,
        work: Callable[[], str | None],
        then: Callable[[], None] = lambda: None,
    ) -> None:
        def attempt() -> tuple[str | None, str]:
            try:
                return work(), ""
            except BaseException as error:  # whatever it was, the host was not started
                return None, described(error)

        def returned(outcome: tuple[str | None, str]) -> None:
            address, problem = outcome
            if problem:
                self._stage.start_failed(actor, problem)
            elif address is not None:
                self._stage.started(actor, address)
                then()

        self._loop.call(what, attempt, returned)
