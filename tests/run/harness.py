"""Playing small plans on the fake runtime and a virtual clock, for the player's tests."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from socketlab.events import Event, FaultDone, Released
from socketlab.faults.api import Fault
from socketlab.judging.judge import judge
from socketlab.judging.record import Record, read_record
from socketlab.plan.model import Deadlines, Plan
from socketlab.plan.planner import make_plan
from socketlab.plan.stored import plan_to_json
from socketlab.record.layout import PLAN
from socketlab.report.result import Result, make_result
from socketlab.run.admission import credentials_for
from socketlab.run.player import Ending, Player
from socketlab.run.recorder import Recorder
from socketlab.run.session import began
from socketlab.run.timeline import OnReturn
from socketlab.runtimes.api import RunTicket
from socketlab.runtimes.fake.host import FakeHost, Image, Stopped
from socketlab.runtimes.fake.programs import gated, note, serving
from socketlab.runtimes.fake.runtime import FakeRuntime
from socketlab.spec.load import load
from tests.virtual_clock import VirtualClock

QUICK = Deadlines(ready_s=2, look_s=2, after_host_death_s=0.1, teardown_s=2)

KNOWN = {"server": Image(serving, "journal"), "client": Image(gated(lambda _: 0), "gate")}

_Kind = TypeVar("_Kind", bound=Event)


@dataclass
class Played:
    """A run that was played, in virtual time from 0."""

    ending: Ending
    record: Record
    result: Result
    runtime: FakeRuntime
    elapsed_s: float

    def of(self, kind: type[_Kind]) -> list[_Kind]:
        return [event for event in self.record.events if isinstance(event, kind)]

    def verbs(self, verb: str) -> list[str]:
        return [host for name, host in self.runtime.verbs if name == verb]

    @property
    def released_s(self) -> float:
        return self.of(Released)[0].at_s

    @property
    def faults(self) -> list[tuple[float, str, str]]:
        """When each fault came, in seconds after the release; on which host; and what came of it."""
        return [
            (round(event.at_s - self.released_s, 6), event.host, event.detail or event.trouble)
            for event in self.of(FaultDone)
        ]


def play(
    folder: Path,
    text: str,
    images: dict[str, Image] | None = None,
    *,
    runtime: FakeRuntime | None = None,
    keep: bool = False,
    deadlines: Deadlines = QUICK,
    meanwhile: Callable[[Player, VirtualClock], None] | None = None,
    on_return: OnReturn | None = None,
    change: Callable[[Plan], Plan] = lambda plan: plan,
) -> Played:
    """Play a scenario, given as YAML text, on fake hosts; judge it from what it left on disk.

    Args:
        folder: Where to put scenario and evidence.
        text: The scenario.
        images: Further images, or others for the known names.
        runtime: A runtime of the test's own.
        keep: Leave everything in place.
        deadlines: The player's deadlines, in virtual seconds.
        meanwhile: What another thread does; it waits on the same clock.
        on_return: As the player's argument.
        change: What the player gets instead of the plan.
    """
    file = folder / "scenario.yaml"
    file.write_text(text, encoding="utf-8")
    (scenario,) = load(file)
    clock = VirtualClock()
    clock.begin()  # this thread
    runtime = runtime or FakeRuntime(KNOWN | (images or {}))
    runtime.clock = clock
    plan = make_plan(scenario, runtime.surroundings(scenario.images), seed=1, run="testrun1")
    plan = replace(plan, deadlines=deadlines)
    (folder / PLAN).write_text(plan_to_json(plan), encoding="utf-8")
    recorder = Recorder(folder, clock=clock.now)
    ticket = RunTicket(run=plan.run, labels={}, lifetime_s=60, credentials=credentials_for(plan))
    player = Player(runtime, change(plan), recorder, ticket, keep=keep, clock=clock, on_return=on_return)
    recorder.record(began(plan))
    if meanwhile is not None:
        _start(lambda: meanwhile(player, clock), clock)
    ending = player.play()
    elapsed_s = clock.now()
    clock.close()
    recorder.close()
    record = read_record(folder)
    return Played(ending, record, make_result(record, judge(record), folder=str(folder)), runtime, elapsed_s)


def with_fault(fault: Fault) -> Callable[[Plan], Plan]:
    """Put a fault of the test's own into the first step."""

    def change(plan: Plan) -> Plan:
        first, *others = plan.timeline
        return replace(plan, timeline=(replace(first, fault=fault), *others))

    return change


def scenario(*, hosts: str = "server: {service: server}", fleet: str = "count: 2", more: str = "") -> str:
    """A scenario with one server and one fleet, whose services need no compose file."""
    return f"""
name: small
services:
  server: {{image: server}}
  client: {{image: client}}
  other: {{image: other}}
hosts:
  {hosts}
fleets:
  clients:
    service: client
    {fleet}
{more}
"""


def with_timeline(*steps: str, fleet: str | None = "count: 2", timeout: str = "2s", checks: str = "") -> str:
    """A scenario whose timeline has these items; without a fleet it lasts until its last step."""
    lines = "".join(f"  - {step}\n" for step in steps)
    text = scenario(fleet=fleet or "", more=f"timeout: {timeout}\ntimeline:\n{lines}{checks}\n")
    return text if fleet is not None else text.replace("fleets:\n  clients:\n    service: client\n", "")


def slow(seconds: float) -> Image:
    """A client that takes its time."""
    return Image(gated(lambda host: host.sleep(seconds) or 0), "gate")


def prints_signals(host: FakeHost) -> int:
    """A server that prints each signal it gets."""
    host.write(note(host, "ready", role="server"), "stderr")
    while True:
        host.clock.wait_for(lambda: host.stop.is_set() or not host.signals.empty(), 3600)
        while not host.signals.empty():
            if (name := host.signals.get()) != "KILL":
                host.write(f"got {name}\n")
        host.sleep(0)


def _start(work: Callable[[], None], clock: VirtualClock) -> None:
    def run() -> None:
        with contextlib.suppress(Stopped):
            work()
        clock.end()

    clock.begin()
    threading.Thread(target=run, daemon=True).start()
