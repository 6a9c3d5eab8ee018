"""The timeline of a run: injects the plan's faults when their triggers say so, undoes them, records it all.

All decisions are made on the loop's thread; only the faults themselves run in the pool.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from socketlab.errors import LabError
from socketlab.events import Event, FaultDone
from socketlab.faults.api import Fault, Lasting, Strike
from socketlab.hosts.model import HostPlan
from socketlab.plan.model import Plan, StepPlan
from socketlab.run.loop import Item, Loop
from socketlab.run.stage import Stage
from socketlab.run.transfers import Transfers
from socketlab.runtimes.api import Runtime
from socketlab.triggers.api import Happening, Watch

OnReturn = Callable[[HostPlan], None]

UNENDED = "it had not ended when the run did"


@dataclass(eq=False, slots=True)
class _Coming:
    """One coming of a step: it is over when all its strikes are done and, where they last, undone."""

    step: StepPlan
    left: int = 0


@dataclass(eq=False, slots=True, kw_only=True)
class _Attempt:
    """One attempt to inject a fault, or to undo it."""

    coming: _Coming
    strike: Strike
    undone: bool
    began_s: float


@dataclass(frozen=True, slots=True)
class _Outcome:
    detail: str = ""
    trouble: str = ""


class Timeline:
    """Plays a plan's steps.

    Args:
        plan: The run.
        runtime: What its hosts run on.
        stage: Its hosts.
        loop: The player's inbox, pool and timers.
        on_return: Called in the pool with each host that has come back from a restart, as soon as it runs.
    """

    def __init__(
        self, plan: Plan, runtime: Runtime, stage: Stage, loop: Loop, *, on_return: OnReturn | None = None
    ) -> None:
        self._runtime = runtime
        self._stage = stage
        self._loop = loop
        self._notices = _Notices(stage, loop, on_return)
        self._timed = [step for step in plan.timeline if step.moments]
        watches = ((step, step.trigger.watch()) for step in plan.timeline)
        self._watching: list[tuple[StepPlan, Watch]] = [
            (step, watch) for step, watch in watches if watch is not None
        ]
        self._open = {_Coming(step) for step in self._timed for _ in step.moments}
        self._under_way: set[_Attempt] = set()
        self._in_force: dict[_Attempt, Lasting] = {}
        self._comings = 0
        self._transfers = Transfers(plan, runtime, stage, loop)
        if self._watching:
            stage.recorder.listen(self._listen)

    @property
    def quiet(self) -> bool:
        """Whether no fault is being injected or undone at the moment."""
        return not self._under_way

    def over(self, *, all_watches: bool) -> bool:
        """Whether every step with a time has been played, and every one that watches for something.

        Args:
            all_watches: Whether to wait for what may never happen.
        """
        return not self._open and not (all_watches and self._watching)

    def begin(self, released_s: float) -> None:
        """The fleets are released: from now on time counts."""
        self._transfers.begin()
        coming = sorted(self._open, key=lambda each: each.step.number)
        for step in self._timed:
            own = [each for each in coming if each.step is step]
            for each, moment_s in zip(own, step.moments, strict=True):
                self._loop.at(released_s + moment_s, partial(self._come, each))

    def seen(self, happening: Happening) -> None:
        """Something happened that a step may wait for."""
        happened_s = happening.at_s if isinstance(happening, Event) else self._stage.recorder.now()
        for entry in list(self._watching):
            step, watch = entry
            if watch.sees(happening):
                self._watching.remove(entry)
                coming = _Coming(step)
                self._open.add(coming)
                self._loop.at(happened_s + step.delay_s, partial(self._come, coming))

    def undo_all(self, handle: Callable[[Item], None], *, within_s: float) -> None:
        """The run is at its end: undo what is still in force and does not end with its host.

        Args:
            handle: For what comes in meanwhile.
            within_s: How long to wait for it.
        """
        for attempt in list(self._in_force):
            if not attempt.coming.step.fault.ends_with_host:
                self._undo(attempt)
        deadline = self._stage.recorder.now() + within_s
        self._loop.wait(lambda: self.quiet, deadline_s=deadline, handle=handle)

    def close(self) -> None:
        """The run is over: nothing more is injected or undone, and what is under way has not ended."""
        for attempt in list(self._under_way):
            self._record(attempt, _Outcome(trouble=UNENDED))
        self._under_way.clear()
        self._watching.clear()

    def _listen(self, event: Event) -> None:
        """Events are recorded by any thread; what follows from them is decided on the loop's."""
        if self._loop.on_own_thread:
            self.seen(event)
        else:
            self._loop.do(partial(self.seen, event))

    def _come(self, coming: _Coming) -> None:
        """Inject a step's fault: on each target by itself, unless it acts on all together or has none."""
        fault = coming.step.fault
        hosts = tuple(self._stage.actor(name).plan for name in coming.step.targets)
        groups = [hosts] if fault.together or not hosts else [(host,) for host in hosts]
        coming.left = len(groups)
        self._comings += 1
        for group in groups:
            strike = Strike(
                runtime=self._runtime,
                hosts=group,
                notices=self._notices,
                routes=coming.step.routes,
                key=str(self._comings),
            )
            if fault.ends_host:
                self._stage.expect_end(group)
            self._attempt(coming, strike, fault.apply, undone=False)

    def _attempt(
        self, coming: _Coming, strike: Strike, act: Callable[[Strike], str], *, undone: bool
    ) -> None:
        began_s = self._stage.recorder.now()
        attempt = _Attempt(coming=coming, strike=strike, undone=undone, began_s=began_s)
        self._under_way.add(attempt)
        name = coming.step.name
        self._loop.call(name, lambda: _try(act, strike), partial(self._ended, attempt), awaited=False)

    def _ended(self, attempt: _Attempt, outcome: _Outcome) -> None:
        if attempt not in self._under_way:  # the run was over before: recorded then
            return
        self._under_way.remove(attempt)
        self._record(attempt, outcome)
        fault: Fault = attempt.coming.step.fault
        lasting = fault if isinstance(fault, Lasting) and not (attempt.undone or outcome.trouble) else None
        if lasting is not None:
            self._in_force[attempt] = lasting
        if lasting is not None and lasting.lasts_s is not None:
            undo = partial(self._undo, attempt)
            self._loop.at(self._stage.recorder.now() + lasting.lasts_s, undo)
            return
        attempt.coming.left -= 1
        if attempt.coming.left <= 0:
            self._open.discard(attempt.coming)

    def _undo(self, attempt: _Attempt) -> None:
        lasting = self._in_force.pop(attempt)
        self._attempt(attempt.coming, attempt.strike, lasting.undo, undone=True)

    def _record(self, attempt: _Attempt, outcome: _Outcome) -> None:
        """One event for each host, whether it was struck by itself or together with others."""
        for name in [host.name for host in attempt.strike.hosts] or [""]:
            self._stage.recorder.record(
                FaultDone(
                    at_s=attempt.began_s,
                    step=attempt.coming.step.number,
                    name=attempt.coming.step.name,
                    host=name,
                    detail=outcome.detail,
                    trouble=outcome.trouble,
                    undone=attempt.undone,
                )
            )


class _Notices:
    """Carries what faults report from the pool to the loop's thread."""

    def __init__(self, stage: Stage, loop: Loop, on_return: OnReturn | None) -> None:
        self._stage = stage
        self._loop = loop
        self._on_return = on_return

    def down(self, host: HostPlan) -> None:
        self._loop.do(lambda: self._stage.down(host))

    def still_up(self, host: HostPlan) -> None:
        self._loop.do(lambda: self._stage.still_up(host))

    def returning(self, host: HostPlan) -> None:
        self._loop.do(lambda: self._stage.returning(host))

    def up(self, host: HostPlan) -> None:
        self._loop.do(lambda: self._stage.up(host))
        if self._on_return is not None:
            self._on_return(host)

    def lost(self, host: HostPlan, message: str) -> None:
        self._loop.do(lambda: self._stage.start_failed(self._stage.actor(host.name), message))

    def killed(self, host: HostPlan, signal: str, grace_s: float) -> None:
        self._loop.do(lambda: self._stage.stopped(self._stage.actor(host.name), signal, grace_s))


def _try(act: Callable[[Strike], str], strike: Strike) -> _Outcome:
    """In the pool."""
    try:
        return _Outcome(detail=act(strike))
    except LabError as error:
        return _Outcome(trouble=str(error))
