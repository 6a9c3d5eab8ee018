"""Playing small plans on the fake runtime, for the engine's tests."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from socketlab.events import Event
from socketlab.judging.judge import judge
from socketlab.judging.record import Record, read_record
from socketlab.plan.model import Deadlines
from socketlab.plan.planner import make_plan
from socketlab.plan.stored import plan_to_json
from socketlab.record.layout import PLAN
from socketlab.report.result import Result, make_result
from socketlab.run.engine import Ending, Engine
from socketlab.run.recorder import Recorder
from socketlab.runtimes.api import RunTicket
from socketlab.runtimes.fake.host import Image
from socketlab.runtimes.fake.programs import gated, serving
from socketlab.runtimes.fake.runtime import FakeRuntime
from socketlab.spec.load import load

Kind = TypeVar("Kind", bound=Event)

QUICK = Deadlines(ready_s=2, look_s=2, after_host_death_s=0.1, teardown_s=2)


@dataclass
class Played:
    ending: Ending
    record: Record
    result: Result
    runtime: FakeRuntime
    elapsed_s: float

    def of(self, kind: type[Kind]) -> list[Kind]:
        return [event for event in self.record.events if isinstance(event, kind)]

    def verbs(self, verb: str) -> list[str]:
        return [host for name, host in self.runtime.verbs if name == verb]


def play(
    folder: Path,
    text: str,
    images: dict[str, Image] | None = None,
    *,
    runtime: FakeRuntime | None = None,
    keep: bool = False,
    deadlines: Deadlines = QUICK,
    meanwhile: Callable[[Engine], None] | None = None,
) -> Played:
    """Play a scenario, given as YAML text, on fake hosts; judge it from what it left on disk."""
    file = folder / "scenario.yaml"
    file.write_text(text, encoding="utf-8")
    (scenario,) = load(file)
    known = {
        "server": Image(serving, readiness="journal"),
        "client": Image(gated(lambda _: 0), readiness="gate"),
    }
    runtime = runtime or FakeRuntime(known | (images or {}))
    plan = make_plan(scenario, runtime.surroundings(scenario.images), seed=1, run="testrun1")
    plan = replace(plan, deadlines=deadlines)
    (folder / PLAN).write_text(plan_to_json(plan), encoding="utf-8")
    recorder = Recorder(folder, clock=time.monotonic)
    engine = Engine(
        runtime,
        plan,
        recorder,
        RunTicket(run=plan.run, labels={}, lifetime_s=60),
        keep=keep,
    )
    if meanwhile is not None:
        threading.Thread(target=meanwhile, args=(engine,), daemon=True).start()
    began = time.monotonic()
    ending = engine.play()
    elapsed = time.monotonic() - began
    recorder.close()
    record = read_record(folder)
    return Played(ending, record, make_result(record, judge(record), folder=str(folder)), runtime, elapsed)


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
