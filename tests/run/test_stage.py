"""The state of hosts and clients, as signals and faults change it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from socketlab.events import Event, Exited
from socketlab.events import Ready as IsReady
from socketlab.hosts.model import HostPlan
from socketlab.readiness.gate import Gate
from socketlab.readiness.journal import Journal
from socketlab.record.credentials import Credentials
from socketlab.record.journal import as_line
from socketlab.run.recorder import Recorder
from socketlab.run.stage import Stage
from socketlab.runtimes.api import Ended, Output
from tests.records import a_plan

OURS = Credentials(nonce="n", key=b"k")
READY = as_line("ready", role="server", clock=5.0, nonce="n").encode()
WAITING = as_line("waiting", role="gate", clock=7.5).encode()


class Told(Stage):
    """A stage with its events at hand."""

    def __init__(self, recorder: Recorder) -> None:
        plan = a_plan(clients=2)
        first, second = plan.clients
        gated = replace(first, host=replace(first.host, gated=True))
        how = {"server": Journal(), "clients-1": Gate(), "clients-2": Journal()}
        plan = replace(plan, clients=(gated, second), readiness=how)
        super().__init__(plan, recorder, {host.name: OURS for host in plan.everyone})
        self.events: list[Event] = []
        recorder.listen(self.events.append)

    def host(self, name: str) -> HostPlan:
        return self.actor(name).plan


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Told]:
    recorder = Recorder(tmp_path, clock=lambda: 0.0)
    yield Told(recorder)
    recorder.close()


def names(stage: Told) -> list[str]:
    return [actor.plan.name for actor in stage.unready]


def err(host: str, content: bytes) -> Output:
    return Output(host=host, stream="stderr", content=content)


def test_hosts_and_gated_clients_are_awaited_and_others_are_not(stage: Told) -> None:
    assert names(stage) == ["server", "clients-1"]
    stage.output(err("server", READY))
    assert names(stage) == ["clients-1"]
    stage.output(err("clients-1", WAITING))
    assert names(stage) == []


def test_a_host_is_ready_once_however_often_it_says_so(stage: Told) -> None:
    stage.output(err("server", READY + READY))
    assert [event for event in stage.events if isinstance(event, IsReady)] == [
        IsReady(at_s=0.0, host="server", how="journal")
    ]


def test_the_labs_clock_is_set_by_gates_only(stage: Told) -> None:
    stage.output(err("server", READY))
    assert stage.clock.at(0.0) is None
    stage.output(err("clients-1", WAITING))
    assert stage.clock.at(0.0) == 7.5


def test_an_end_is_recorded_once(stage: Told) -> None:
    for code in (0, 1):
        stage.ended(Ended(host="clients-2", code=code))
    assert [event for event in stage.events if isinstance(event, Exited)] == [
        Exited(at_s=0.0, host="clients-2", code=0)
    ]
    assert [actor.plan.name for actor in stage.running] == ["clients-1"]


def test_a_host_that_ends_by_itself_is_dead_and_one_that_a_fault_may_end_is_not(stage: Told) -> None:
    stage.expect_end([stage.host("server"), stage.host("clients-1")])
    stage.ended(Ended(host="server", code=137))
    stage.ended(Ended(host="clients-1", code=137))
    assert stage.dead_hosts == []
    ends = {event.host: event.stopped for event in stage.events if isinstance(event, Exited)}
    assert ends == {"server": True, "clients-1": False}


def test_a_host_that_came_back_can_end_by_itself_again(stage: Told) -> None:
    stage.expect_end([stage.host("server")])
    stage.down(stage.host("server"))
    assert stage.actor("server").down
    stage.up(stage.host("server"))
    stage.ended(Ended(host="server", code=1))
    assert [actor.plan.name for actor in stage.dead_hosts] == ["server"]
