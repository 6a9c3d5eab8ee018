"""The state of hosts and clients, as signals and faults change it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from socketlab.events import Event, Exited, Killed, Noted, Started, StartFailed
from socketlab.events import Ready as IsReady
from socketlab.hosts.model import HostPlan
from socketlab.readiness.gate import Gate
from socketlab.readiness.journal import Journal
from socketlab.record.credentials import Credentials, sealed
from socketlab.record.journal import as_line
from socketlab.run.recorder import Recorder
from socketlab.run.stage import Stage
from socketlab.runtimes.api import Ended, Lost, Output
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

    def start_all(self) -> None:
        for actor in self.everyone:
            self.started(actor, "198.19.7.2")

    def host(self, name: str) -> HostPlan:
        return self.actor(name).plan


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Told]:
    recorder = Recorder(tmp_path, clock=lambda: 0.0)
    told = Told(recorder)
    told.start_all()
    yield told
    recorder.close()


@pytest.fixture
def starting(tmp_path: Path) -> Iterator[Told]:
    """A stage whose actors' starts have not returned yet."""
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


def test_an_end_before_the_start_has_returned_waits_for_it(starting: Told) -> None:
    server = starting.actor("server")
    starting.output(err("server", READY))
    starting.ended(Ended(host="server", code=1))
    assert starting.events[1:] == []
    starting.started(server, "198.19.7.2")
    assert [type(event) for event in starting.events if not isinstance(event, Noted)] == [
        Started,
        IsReady,
        Exited,
    ]
    assert [actor.plan.name for actor in starting.dead_hosts] == ["server"]


@pytest.mark.parametrize("end_first", [True, False])
def test_a_failed_start_is_recorded_as_that_whatever_is_reported_first(
    starting: Told, *, end_first: bool
) -> None:
    steps: list[Callable[[], None]] = [
        lambda: starting.ended(Ended(host="server", code=127)),
        lambda: starting.start_failed(starting.actor("server"), "executable file not found"),
    ]
    for step in steps if end_first else reversed(steps):
        step()
    assert starting.events == [StartFailed(at_s=0.0, host="server", message="executable file not found")]
    assert starting.start_failures == ["executable file not found"]


def test_a_gates_command_that_cannot_be_started_is_a_failed_start(stage: Told) -> None:
    client = stage.actor("clients-1")
    stage.output(err("clients-1", WAITING))
    client.admission.ordered(8.0)
    released = as_line("released", role="gate", clock=8.0).strip().encode()
    failed = as_line("exit", role="gate", clock=8.0, code=127, trouble="no such file").strip().encode()
    stage.output(err("clients-1", sealed(released, b"k") + b"\n" + sealed(failed, b"k") + b"\n"))
    stage.ended(Ended(host="clients-1", code=127))
    assert stage.start_failures == ['cannot start the command of "clients-1": no such file']
    assert not any(isinstance(event, Exited) for event in stage.events)


def test_a_restart_that_fails_does_not_count_as_the_hosts_own_end(stage: Told) -> None:
    server = stage.host("server")
    stage.down(server)
    stage.returning(server)
    stage.ended(Ended(host="server", code=127))
    stage.start_failed(stage.actor("server"), "no space left")
    assert not any(isinstance(event, Exited) for event in stage.events)
    assert stage.start_failures == ["no space left"]


def test_a_host_that_could_not_be_taken_down_may_still_end_by_itself(stage: Told) -> None:
    server = stage.host("server")
    stage.down(server)
    stage.still_up(server)
    stage.ended(Ended(host="server", code=1))
    assert [actor.plan.name for actor in stage.dead_hosts] == ["server"]


def test_a_host_out_of_reach_has_not_ended_by_itself(stage: Told) -> None:
    stage.lost(Lost(host="server", reason="the engine does not answer"))
    assert stage.dead_hosts == []


@pytest.mark.parametrize(
    ("ignored", "name", "killed"),
    [("TERM", "server", True), ("", "server", False), ("TERM", "clients-1", False)],
)
def test_a_host_that_had_to_be_killed_is_recorded(
    stage: Told, ignored: str, name: str, *, killed: bool
) -> None:
    stage.stopped(stage.actor(name), ignored, 10.0)
    seen = [event for event in stage.events if isinstance(event, Killed)]
    assert seen == ([Killed(at_s=0.0, host="server", signal="TERM", after_s=10.0)] if killed else [])


def test_a_clients_time_is_the_gates_and_that_of_its_container_is_beside_it(stage: Told) -> None:
    client = stage.actor("clients-1")
    stage.output(err("clients-1", WAITING))
    client.admission.ordered(8.0)
    stage.released(-3.0, 8.0)
    for line in (
        as_line("released", role="gate", clock=8.0),
        as_line("exit", role="gate", clock=8.5, code=0),
    ):
        stage.output(err("clients-1", sealed(line.strip().encode(), b"k") + b"\n"))
    stage.ended(Ended(host="clients-1", code=0))
    assert client.exited is not None
    assert (client.exited.took_s, client.exited.container_s) == (0.5, 3.0)


@pytest.mark.parametrize(("ran", "took_s"), [((5.0, 6.5), 1.5), ((5.0, 4.9), 0.0), (None, None)])
def test_a_client_without_a_gate_has_the_engines_time_which_is_never_negative(
    stage: Told, ran: tuple[float, float] | None, took_s: float | None
) -> None:
    stage.ended(Ended(host="clients-2", code=0, ran=ran))
    exited = stage.actor("clients-2").exited
    assert exited is not None
    assert exited.took_s == took_s


@pytest.mark.parametrize(
    ("wall", "ran", "took_s"),
    [
        (5000.5, (4990.0, 5002.0), 1.5),
        (5000.5, (4990.0, 5000.0), 0.0),
        (5000.5, None, None),
        (None, (1.0, 2.0), None),
    ],
)
def test_a_gate_that_became_the_program_says_what_the_engines_end_counts_from(
    stage: Told, wall: float | None, ran: tuple[float, float] | None, took_s: float | None
) -> None:
    client = stage.actor("clients-1")
    client.admission.believed(WAITING)
    client.admission.ordered(8.0)
    said = {} if wall is None else {"wall": wall}
    line = as_line("released", role="gate", clock=8.0, **said).encode().rstrip()
    stage.output(Output(host="clients-1", stream="stderr", content=sealed(line, OURS.key) + b"\n"))
    stage.ended(Ended(host="clients-1", code=0, ran=ran))
    assert client.exited is not None
    assert client.exited.took_s == took_s


def test_a_program_that_an_added_gate_became_is_its_container(stage: Told) -> None:
    client = stage.actor("clients-1")
    client.plan = replace(client.plan, gate_added=True)
    stage.released(-3.0, 8.0)
    stage.ended(Ended(host="clients-1", code=0, ran=(1.0, 2.0)))
    assert client.exited is not None
    assert client.exited.container_s is None
