"""The very end of a run: hosts whose stop is observed are asked to stop, and their ends are waited for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from socketlab.errors import LabError
from socketlab.events import StopSeen
from socketlab.record.observations import Observation
from socketlab.run.loop import Item, Loop
from socketlab.run.stage import Actor, Stage
from socketlab.runtimes.api import Runtime
from socketlab.runtimes.capabilities import (
    AsksToStop,
)

ASK_S = 5.0
"""For the call that sends a signal to return."""


@dataclass(slots=True)
class _Asked:
    """A host that is being asked to stop.

    Args:
        actor: The host.
        within_s: How long its end is waited for.
        sent_s: When it was begun to send the signal, in seconds since the run began; ``None`` before.
        sending_s: How long that took.
        signal: The signal.
        error: Why it could not be sent.
    """

    actor: Actor
    within_s: float
    sent_s: float | None = None
    sending_s: float = 0.0
    signal: str = ""
    error: str = ""

    def is_settled(self, now_s: float) -> bool:
        """Whether it has ended, had its time, or could not be asked."""
        if self.error or self.actor.ended:
            return True
        return self.sent_s is not None and now_s >= self.sent_s + self.sending_s + self.within_s

    def seen(self, now_s: float) -> StopSeen:
        """What came of it."""
        end = self.actor.exited if self.sent_s is not None else None
        return StopSeen(
            at_s=now_s,
            host=self.actor.plan.name,
            signal=self.signal,
            waited_s=self.within_s,
            took_s=None if end is None or self.sent_s is None else max(0.0, end.at_s - self.sent_s),
            error_s=self.sending_s,
            code=None if end is None else end.code,
            trouble=self.error or ("" if self.sent_s is not None else "it was not asked in time"),
        )


def observe_stops(
    runtime: Runtime,
    stage: Stage,
    loop: Loop,
    observations: Iterable[Observation],
    handle: Callable[[Item], None],
) -> None:
    """Ask hosts to stop, all at once, and record how and when each ended.

    Args:
        runtime: What they run on.
        stage: Who they are.
        loop: The player's inbox and pool.
        observations: The plan's; those of stops count.
        handle: What to do with each item that comes in meanwhile.
    """
    patience: dict[str, float] = {}
    for each in observations:
        if each.kind == "stop":
            patience[each.host] = max(each.within_s or 0.0, patience.get(each.host, 0.0))
    asked = [_Asked(stage.actor(host), within_s) for host, within_s in patience.items()]
    for one in asked:
        _ask(runtime, stage, loop, one)
    longest_s = max((one.within_s for one in asked), default=0.0)
    loop.wait(
        lambda: loop.settled and all(one.is_settled(stage.recorder.now()) for one in asked),
        deadline_s=stage.recorder.now() + ASK_S + longest_s,
        handle=handle,
    )
    for one in asked:
        stage.recorder.record(one.seen(stage.recorder.now()))


def _ask(runtime: Runtime, stage: Stage, loop: Loop, one: _Asked) -> None:
    if one.actor.ended:
        one.error = "it had ended before it was asked to stop"
        return
    if not isinstance(runtime, AsksToStop):
        one.error = f"{runtime.name} cannot ask hosts to stop"
        return
    one.actor.stopping = True

    def ask() -> tuple[float, float, str, str]:
        moment_s, signal, error = stage.recorder.now(), "", ""
        try:
            signal = runtime.ask_to_stop(one.actor.plan)
        except LabError as trouble:
            error = str(trouble)
        return moment_s, stage.recorder.now() - moment_s, signal, error

    def asked(outcome: tuple[float, float, str, str]) -> None:
        sent_s, one.sending_s, one.signal, one.error = outcome
        one.sent_s = None if one.error else sent_s

    loop.call(f"ask {one.actor.plan.name} to stop", ask, asked)
