"""The timeline of a run: steps that come at a time, and steps that come when a host prints a line."""

from __future__ import annotations

import re
from collections.abc import Callable

from socketlab.errors import LabError
from socketlab.events import FaultDone
from socketlab.plan.model import Plan, StepPlan
from socketlab.run.faults.api import Lasting
from socketlab.run.faults.make import make_fault
from socketlab.run.loop import Loop
from socketlab.run.stage import Stage
from socketlab.runtimes.api import Runtime


class Timeline:
    """Plays a plan's steps.

    Args:
        plan: The run.
        runtime: What its hosts run on.
        stage: Its hosts.
        loop: The engine's inbox, pool and timers.
    """

    def __init__(self, plan: Plan, runtime: Runtime, stage: Stage, loop: Loop) -> None:
        self._runtime = runtime
        self._stage = stage
        self._loop = loop
        self._timed = [step for step in plan.timeline if step.at_s is not None]
        self._watching = [_Watch(step) for step in plan.timeline if step.when is not None]
        self._open = {step.number for step in self._timed}

    def over(self, *, every_line: bool) -> bool:
        """Whether every step with a time has been played, and also every one that waits for a line.

        Args:
            every_line: Whether to wait for lines that may never come.
        """
        return not self._open and not (every_line and self._watching)

    def begin(self, released_s: float) -> None:
        """The fleets are released: from now on time counts."""
        for step in self._timed:
            self._loop.at(released_s + (step.at_s or 0.0), self._player(step))

    def seen(self, host: str, stream: str, content: bytes) -> None:
        """A host wrote something: perhaps what a step waits for."""
        for watch in list(self._watching):
            if watch.sees(host, stream, content):
                self._watching.remove(watch)
                self._open.add(watch.step.number)
                self._loop.at(self._stage.recorder.now() + watch.step.after_s, self._player(watch.step))

    def _player(self, step: StepPlan) -> Callable[[], None]:
        return lambda: self._loop.call(step.name, lambda: self._play(step))

    def _play(self, step: StepPlan) -> None:
        """In the pool."""
        fault, actor = make_fault(step.fault), self._stage.actor(step.fault.host)
        actor.stopping = actor.stopping or fault.ends_host
        struck = self._do(step, lambda: fault.apply(self._runtime, actor.plan), undone=False)
        if struck and isinstance(fault, Lasting) and fault.lasts_s is not None:
            moment_s = self._stage.recorder.now() + fault.lasts_s
            self._loop.at(moment_s, lambda: self._loop.call(step.name, lambda: self._undo(step, fault)))
        else:
            self._open.discard(step.number)

    def _undo(self, step: StepPlan, fault: Lasting) -> None:
        """In the pool."""
        host = self._stage.actor(step.fault.host).plan
        self._do(step, lambda: fault.undo(self._runtime, host), undone=True)
        self._open.discard(step.number)

    def _do(self, step: StepPlan, act: Callable[[], str], *, undone: bool) -> bool:
        """Let it go wrong, or right again, and record it; whether that could be done."""
        now, detail, trouble = self._stage.recorder.now(), "", ""
        try:
            detail = act()
        except LabError as error:
            trouble = str(error)
        self._stage.recorder.record(
            FaultDone(
                at_s=now,
                step=step.number,
                name=step.name,
                host=step.fault.host,
                detail=detail,
                trouble=trouble,
                undone=undone,
            )
        )
        return not trouble


class _Watch:
    """A step that waits for a line."""

    def __init__(self, step: StepPlan) -> None:
        if step.when is None:
            raise AssertionError(f"step {step.number} waits for nothing")
        self.step = step
        self._when = step.when
        self._pattern = re.compile(step.when.matches or re.escape(step.when.contains or ""))
        self._left = step.when.number
        self._pending = b""

    def sees(self, host: str, stream: str, content: bytes) -> bool:
        """Whether the line has come with this content."""
        if (host, stream) != (self._when.host, self._when.stream):
            return False
        *lines, self._pending = (self._pending + content).split(b"\n")
        self._left -= sum(self._pattern.search(line.decode(errors="replace")) is not None for line in lines)
        return self._left <= 0
