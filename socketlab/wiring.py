"""The one place that knows all parts: from a loaded scenario to a result on disk."""

from __future__ import annotations

import json
import os
import secrets
import signal
import string
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import Any, Self

import yaml

from socketlab import labels
from socketlab.checks.judge import judge
from socketlab.errors import LabError
from socketlab.events import Began, Event
from socketlab.judging.record import read_record
from socketlab.plan.model import Plan
from socketlab.plan.planner import make_plan
from socketlab.plan.stored import plan_to_json
from socketlab.record.layout import ENVIRONMENT, PLAN, RESOLVED, RESULT
from socketlab.report.result import Result, make_result
from socketlab.run.deadlines import Deadlines
from socketlab.run.player import Player
from socketlab.run.recorder import Recorder
from socketlab.runtimes.api import RunTicket, Runtime
from socketlab.runtimes.owner import this_process
from socketlab.spec.load import Scenario

View = AbstractContextManager[Callable[[Event], None]]
MakeView = Callable[[Plan, Callable[[], float]], View]

_MARGIN_S = 300
"""Added to all of a run's deadlines for its expiry: past it nobody can be playing it any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """How to play a scenario.

    Args:
        seed: Fixes every random choice; drawn where absent.
        timeout_s: Replaces the scenario's own.
        keep: Leave hosts and network in place.
        runs: Where evidence goes.
    """

    seed: int | None = None
    timeout_s: float | None = None
    keep: bool = False
    runs: Path = Path("runs")


def new_run_id() -> str:
    """Eight of ``0-9a-z``: part of names that must not collide on one engine."""
    return "".join(secrets.choice(string.digits + string.ascii_lowercase) for _ in range(8))


def plan_for(scenario: Scenario, runtime: Runtime, choices: Choices) -> Plan:
    """Decide a run on a runtime as it is now."""
    seed = secrets.randbelow(2**31) if choices.seed is None else choices.seed
    surroundings = runtime.surroundings()
    return make_plan(scenario, surroundings, seed=seed, run=new_run_id(), timeout_s=choices.timeout_s)


def play(scenario: Scenario, runtime: Runtime, choices: Choices, make_view: MakeView) -> Result:
    """Play one run and judge it.

    Args:
        scenario: One cell.
        runtime: A runtime of its own: it is closed at the end.
        choices: How to play it.
        make_view: Given the plan and the run's clock, makes what shows its events.

    Raises:
        LabError: when evidence cannot be written; any other trouble is in the result.
    """
    plan = plan_for(scenario, runtime, choices)
    try:
        folder = _make_folder(choices.runs, plan)
        (folder / PLAN).write_text(plan_to_json(plan) + "\n", encoding="utf-8")
        (folder / RESOLVED).write_text(_resolved(scenario), encoding="utf-8")
        with Stopping() as stopping:
            _play_into(folder, plan, runtime, make_view, stopping, keep=choices.keep)
            record = read_record(folder, plan=plan)
            result = make_result(record, judge(record), folder=str(folder))
            (folder / RESULT).write_text(result.model_dump_json(indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        place = error.filename or choices.runs
        raise LabError(f'cannot write evidence to "{place}": {reason}') from error
    return result


def judge_again(folder: Path) -> Result:
    """Judge a stored run from what it left; nothing is played."""
    record = read_record(folder)
    return make_result(record, judge(record), folder=str(folder))


def _play_into(
    folder: Path, plan: Plan, runtime: Runtime, make_view: MakeView, stopping: Stopping, *, keep: bool
) -> None:
    wall = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    recorder = Recorder(folder, clock=time.monotonic)
    player = Player(runtime, plan, recorder, _ticket(plan), keep=keep)
    stopping.tell(player.interrupt)
    try:
        recorder.record(
            Began(at_s=0.0, run=plan.run, scenario=plan.scenario, cell=plan.cell, seed=plan.seed, wall=wall)
        )
        describing = threading.Thread(target=_describe, args=(folder, runtime), daemon=True)
        describing.start()
        with make_view(plan, recorder.now) as view:
            recorder.listen(view)
            player.play()
        describing.join(timeout=5)
    finally:
        recorder.close()


def _describe(folder: Path, runtime: Runtime) -> None:
    try:
        environment: dict[str, Any] = runtime.describe()
    except LabError as error:
        environment = {"trouble": str(error)}
    (folder / ENVIRONMENT).write_text(json.dumps(environment, indent=2) + "\n", encoding="utf-8")


def _ticket(plan: Plan) -> RunTicket:
    deadlines = Deadlines()
    hosts = len(plan.everyone)
    lifetime = _MARGIN_S + plan.timeout_s + deadlines.ready_s + deadlines.teardown_s + 2 * hosts
    marks = {
        labels.RUN: plan.run,
        labels.SCENARIO: plan.scenario,
        labels.OWNER: this_process(),
        labels.EXPIRES: str(int(time.time() + lifetime)),
    }
    return RunTicket(run=plan.run, labels=marks, lifetime_s=lifetime)


def _make_folder(runs: Path, plan: Plan) -> Path:
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    folder = runs / plan.scenario / f"{stamp}-{plan.run}"
    folder.mkdir(parents=True)
    fresh = runs / f".latest-{plan.run}"
    fresh.symlink_to(folder.relative_to(runs), target_is_directory=True)
    fresh.replace(runs / "latest")
    return folder


def _resolved(scenario: Scenario) -> str:
    tree = scenario.spec.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude={"matrix"})
    return yaml.safe_dump({**tree, "x-cell": scenario.cell}, sort_keys=False, allow_unicode=True)


class Stopping:
    """Turns INT and TERM into a request to whoever plays a run, from before it begins until it is judged.

    Used as a context; outside the main thread, which gets all signals, it does nothing.
    """

    def __init__(self) -> None:
        self._asked = False
        self._request: Callable[[], None] | None = None
        self._before: dict[int, Any] = {}

    def __enter__(self) -> Self:
        """Begin to take the signals."""
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGINT, signal.SIGTERM):
                self._before[number] = signal.signal(number, self._handle)
        return self

    def __exit__(self, *_: object) -> None:
        """Give the signals back."""
        for number, previous in self._before.items():
            signal.signal(number, previous)

    def tell(self, request: Callable[[], None]) -> None:
        """Whom to ask from now on; asked at once if a signal came already."""
        self._request = request
        if self._asked:
            request()

    def _handle(self, _number: int, _frame: FrameType | None) -> None:
        self._asked = True
        if self._request is not None:
            self._request()


def runs_folder() -> Path:
    """Where evidence goes: ``SOCKETLAB_RUNS``, or ``runs`` below the current folder."""
    return Path(os.environ.get("SOCKETLAB_RUNS", "runs"))
