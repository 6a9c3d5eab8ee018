"""One run as a process lives it: its folder, its ticket, its recorder, and signals while it lasts."""

from __future__ import annotations

import contextlib
import json
import signal
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import Any, Self

from socketlab import labels
from socketlab.errors import described
from socketlab.events import Began, Event
from socketlab.plan.model import Plan
from socketlab.plan.stored import plan_to_json
from socketlab.record.layout import ENVIRONMENT, LATEST, PLAN, RESOLVED, scenario_folder
from socketlab.run.admission import credentials_for
from socketlab.run.player import Player
from socketlab.run.recorder import Recorder
from socketlab.run.watching import Watching
from socketlab.runtimes.api import RunTicket, Runtime
from socketlab.runtimes.owner import this_process

View = AbstractContextManager[Callable[[Event], None]]
MakeView = Callable[[Plan, Callable[[], float]], View]

_MARGIN_S = 300
"""Added to a run's deadlines for its expiry: after that no process can still be playing it."""

_DESCRIBING_S = 5.0


class Stopping:
    """Turns INT, TERM and HUP into a request to whatever plays a run, from its folder to its verdict.

    Used as a context; outside the main thread, which gets all signals, it does nothing.
    """

    def __init__(self) -> None:
        self._asked = False
        self._request: Callable[[], None] | None = None
        self._before: dict[int, Any] = {}

    def __enter__(self) -> Self:
        """Begin to take the signals."""
        if threading.current_thread() is threading.main_thread():
            hang_up = [] if signal.getsignal(signal.SIGHUP) is signal.SIG_IGN else [signal.SIGHUP]  # nohup
            for number in (signal.SIGINT, signal.SIGTERM, *hang_up):
                self._before[number] = signal.signal(number, self._handle)
        return self

    def __exit__(self, *_: object) -> None:
        """Restore the signals."""
        for number, previous in self._before.items():
            signal.signal(number, previous)

    def tell(self, request: Callable[[], None]) -> None:
        """Call ``request`` at each signal from now on; at once if one came already."""
        self._request = request
        if self._asked:
            request()

    def _handle(self, _number: int, _frame: FrameType | None) -> None:
        self._asked = True
        if self._request is not None:
            self._request()


def make_folder(runs: Path, plan: Plan, *, resolved: str) -> Path:
    """Make a run's evidence folder with its plan in it, and point ``latest`` at it.

    A file or folder that somebody else has called ``latest`` is left as it is.

    Args:
        runs: Where the evidence of all runs is.
        plan: The run.
        resolved: The scenario with its variables filled in, as YAML.
    """
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    folder = runs / scenario_folder(plan.scenario) / f"{stamp}-{plan.run}"
    folder.mkdir(parents=True)
    (folder / PLAN).write_text(plan_to_json(plan) + "\n", encoding="utf-8")
    (folder / RESOLVED).write_text(resolved, encoding="utf-8")
    latest = runs / LATEST
    if latest.is_symlink() or not latest.exists():
        fresh = runs / f".{LATEST}-{plan.run}"
        fresh.symlink_to(folder.relative_to(runs), target_is_directory=True)
        fresh.replace(latest)
    return folder


def play_into(
    folder: Path, plan: Plan, runtime: Runtime, make_view: MakeView, stopping: Stopping, *, keep: bool
) -> None:
    """Play a plan and record it.

    Args:
        folder: The run's evidence folder.
        plan: What to play.
        runtime: What it runs on; it is closed at the end.
        make_view: Given the plan and the run's clock, makes what shows its events.
        stopping: The signals; they interrupt the run.
        keep: Leave hosts and network in place.
    """
    recorder = Recorder(folder, clock=time.monotonic)
    player = Player(runtime, plan, recorder, ticket_for(plan, keep=keep), keep=keep)
    stopping.tell(player.interrupt)
    try:
        recorder.record(began(plan))
        describing = threading.Thread(target=_describe, args=(folder, runtime), daemon=True)
        describing.start()
        with (
            Watching(plan.run, runtime.name, keep=keep) as watching,
            make_view(plan, recorder.now) as view,
        ):
            recorder.listen(watching.see)
            recorder.listen(view)
            player.play()
        describing.join(timeout=_DESCRIBING_S)
    finally:
        recorder.close()
    if recorder.failure is not None:
        raise recorder.failure


def ticket_for(plan: Plan, *, keep: bool = False) -> RunTicket:
    """The run as a runtime sees it, owned by this process; it expires some time after all its deadlines.

    Args:
        plan: The run.
        keep: Whether what it makes stays until it is cleaned away.
    """
    hosts = len(plan.everyone)
    lifetime = _MARGIN_S + plan.timeout_s + plan.deadlines.ready_s + plan.deadlines.teardown_s + 2 * hosts
    marks = {
        labels.RUN: plan.run,
        labels.SCENARIO: plan.scenario,
        labels.OWNER: this_process(),
        labels.EXPIRES: str(int(time.time() + lifetime)),
    }
    if keep:
        marks[labels.KEPT] = "1"
    return RunTicket(
        run=plan.run, labels=marks, lifetime_s=lifetime, credentials=credentials_for(plan), links=plan.links
    )


def began(plan: Plan) -> Began:
    """The first event of a run: it begins now."""
    wall = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return Began(at_s=0.0, run=plan.run, scenario=plan.scenario, cell=plan.cell, seed=plan.seed, wall=wall)


def _describe(folder: Path, runtime: Runtime) -> None:
    try:
        environment: dict[str, Any] = runtime.describe()
    except Exception as error:  # the run does not depend on it
        environment = {"trouble": described(error)}
    with contextlib.suppress(OSError):
        (folder / ENVIRONMENT).write_text(json.dumps(environment, indent=2) + "\n", encoding="utf-8")
