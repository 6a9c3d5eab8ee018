"""Finding out which hosts are ready, by whatever strategy the plan has for each."""

from __future__ import annotations

import threading
from collections import Counter

from socketlab.clock import Clock
from socketlab.errors import LabError
from socketlab.language.lines import LineFinder
from socketlab.language.units import format_duration
from socketlab.run.stage import Actor, Stage
from socketlab.runtimes.api import Output, Runtime
from socketlab.runtimes.capabilities import Executes, Fetches

_MOST_ABANDONED = 20
"""Questions to one host that have not ended in their time; after that, the last one is waited for."""

_FETCH_S = 2.0
"""For one question with HTTP, which is repeated meanwhile."""


class ReadinessWatch:
    """The hosts of a run until they are ready.

    A host is asked from a thread of its own, one question at a time: a health check that hangs must hold up
    neither the pool nor the teardown. The question ends when its host is removed.

    Args:
        runtime: What the hosts run on.
        stage: The hosts.
        clock: What the run waits on.
    """

    def __init__(self, runtime: Runtime, stage: Stage, clock: Clock) -> None:
        self._runtime = runtime
        self._clock = clock
        self._stage = stage
        self._finders: dict[tuple[str, str], LineFinder | None] = {}
        self._questions: dict[str, _Question] = {}
        self._reasons: dict[str, str] = {}
        self._abandoned: Counter[str] = Counter()

    def look(self) -> None:
        """Mark the hosts that have become ready by time or by an answer, and ask those that are due.

        Raises:
            LabError: when a host cannot be asked at all.
        """
        now = self._stage.recorder.now()
        for actor in self._stage.hosts:
            if not actor.started or actor.ready or actor.ended:
                continue
            if self._answered(actor, now):
                self._stage.ready(actor)
            elif self._after(actor, now):
                self._stage.ready(actor, how=actor.readiness.by_time)

    def seen(self, output: Output) -> None:
        """A host wrote something: perhaps the line that shows it is ready."""
        actor = self._stage.actor(output.host)
        if actor.ready or actor.client is not None:
            return
        key = output.host, output.stream
        if key not in self._finders:
            self._finders[key] = actor.readiness.finder()
        finder = self._finders[key]
        if finder is not None and finder.feed(output.content):
            self._stage.ready(actor)

    def reason(self, actor: Actor) -> str:
        """Why a host was not ready when it last answered; empty where it never did."""
        return self._reasons.get(actor.plan.name, "")

    @staticmethod
    def _after(actor: Actor, now: float) -> bool:
        after_s = actor.readiness.after_s
        return after_s is not None and now >= actor.started_s + after_s

    def _answered(self, actor: Actor, now: float) -> bool:
        """Whether the host has answered that it is ready; asks it where that is due."""
        name, interval_s = actor.plan.name, actor.readiness.interval_s
        if interval_s is None:
            return False
        question = self._questions.get(name)
        if question is None:
            self._questions[name] = _Question(self._runtime, actor, now, self._clock)
            return False
        if not question.over.is_set():
            self._ask_again(question, actor, now)
            return False
        if question.error is not None:
            raise question.error
        self._reasons[name] = question.answer
        if question.answer and now >= question.asked_s + interval_s:
            self._questions[name] = _Question(self._runtime, actor, now, self._clock)
        return not question.answer

    def _ask_again(self, late: _Question, actor: Actor, now: float) -> None:
        """Give up a question that has taken too long; what it started ends with its host at the latest."""
        name, timeout_s = actor.plan.name, actor.readiness.timeout_s
        if timeout_s is None or now < late.asked_s + timeout_s or self._abandoned[name] >= _MOST_ABANDONED:
            return
        self._abandoned[name] += 1
        self._reasons[name] = f"its health check has not ended within {format_duration(timeout_s)}"
        self._questions[name] = _Question(self._runtime, actor, now, self._clock)


class _Question:
    """One question to a host, asked at once in a thread of its own.

    Attributes:
        asked_s: When, in seconds since the run began.
        over: Set when the answer is there.
        answer: Why the host is not ready; empty when it is.
        error: What was raised in place of an answer.
    """

    def __init__(self, runtime: Runtime, actor: Actor, asked_s: float, clock: Clock) -> None:
        self.asked_s = asked_s
        self.over = threading.Event()
        self.answer = ""
        self.error: BaseException | None = None
        self._runtime = runtime
        self._actor = actor
        self._clock = clock
        clock.begin()
        threading.Thread(target=self._ask, name=f"ask-{actor.plan.name}", daemon=True).start()

    def _ask(self) -> None:
        try:
            readiness = self._actor.readiness
            self.answer = readiness.visit(self._fetch) if readiness.visits else readiness.ask(self._execute)
        except BaseException as error:  # carried to the player's own thread
            self.error = error
        self.over.set()
        self._clock.end()

    def _execute(self, command: tuple[str, ...]) -> tuple[int, bytes]:
        if not isinstance(self._runtime, Executes):
            raise LabError(f"{self._runtime.name} cannot run commands on hosts")
        return self._runtime.execute(self._actor.plan, command)

    def _fetch(self, port: int, path: str, wanted: range) -> tuple[int, str]:
        if not isinstance(self._runtime, Fetches):
            raise LabError(f"{self._runtime.name} cannot send HTTP requests to hosts")
        return self._runtime.fetch(self._actor.plan, port, path, wanted=wanted, within_s=_FETCH_S)
