"""What every runtime owes the player; each test runs on the fake and on Docker."""

from __future__ import annotations

import hashlib
import time

import pytest

from socketlab.errors import LabError
from socketlab.hosts.model import PlacedFile
from socketlab.runtimes.api import Ended, Output
from socketlab.runtimes.capabilities import (
    CAPABILITIES,
    AsksToStop,
    Executes,
    HandlesFiles,
    Restarts,
    SeesCounters,
    SeesProcesses,
    SeesSockets,
    SendsSignals,
    TriesConnections,
    capabilities_of,
)
from socketlab.runtimes.usage import SamplesHosts
from tests.runtimes.ground import Ground


def test_output_of_both_streams_arrives_whole_and_the_end_comes_last(ground: Ground) -> None:
    host = ground.bring_up("prints")
    assert ground.wait_for_end(host).code == 3
    assert ground.output(host) == "one\ntwo\n"
    assert ground.output(host, "stderr") == "three\n"
    both = [signal for signal in ground.signals if isinstance(signal, Output | Ended)]
    own = [signal for signal in both if signal.host == host.name]
    assert isinstance(own[-1], Ended)
    assert all(isinstance(signal, Output) for signal in own[:-1])


def test_an_end_tells_how_long_the_host_ran_where_no_gate_does(ground: Ground) -> None:
    ran = ground.wait_for_end(ground.bring_up("prints")).ran
    assert ran is not None
    assert -0.1 <= ran[1] - ran[0] < 10  # an engine's two times may be that far out of order


def test_standard_input_reaches_a_client_and_its_end_too(ground: Ground) -> None:
    host = ground.bring_up("cat")
    ground.runtime.send(host, b"first\n", close=False)
    ground.wait_for_output(host, "first")
    ground.runtime.send(host, b"second\n", close=True)
    assert ground.wait_for_end(host).code == 0
    assert ground.output(host) == "first\nsecond\n"


def test_a_host_goes_by_its_planned_name(ground: Ground) -> None:
    host = ground.bring_up("tells-name")
    ground.wait_for_end(host)
    assert ground.output(host).strip() == host.name


def test_a_started_host_runs_and_a_created_one_does_not(ground: Ground) -> None:
    host = ground.host("stays")
    ground.runtime.create(host)
    assert not ground.runtime.status(host).running
    assert ground.runtime.start(host)
    ground.wait_for_output(host, "staying")
    assert ground.runtime.status(host).running


@pytest.mark.parametrize("behaviour", ["stays", "deaf"])
def test_stop_ends_a_host_within_its_grace_and_a_moment(ground: Ground, behaviour: str) -> None:
    host = ground.bring_up(behaviour, role="host")
    ground.wait_for_output(host, "staying")
    began = time.monotonic()
    ground.runtime.stop(host, grace_s=1)
    ended = ground.wait_for_end(host)
    assert time.monotonic() - began < 8
    assert ended.code != 0


def test_stop_and_remove_are_no_error_for_what_has_ended_or_gone(ground: Ground) -> None:
    host = ground.bring_up("prints")
    ground.wait_for_end(host)
    ground.runtime.stop(host, grace_s=0)
    ground.runtime.stop(host, grace_s=1)
    ground.runtime.remove(host)
    ground.runtime.remove(host)
    ground.runtime.stop(host, grace_s=0)


def test_a_network_in_use_cannot_be_removed_and_an_empty_one_can_once_or_twice(ground: Ground) -> None:
    host = ground.bring_up("stays")
    ground.wait_for_output(host, "staying")
    with pytest.raises(LabError):
        ground.runtime.remove_network()
    ground.runtime.remove(host)
    deadline = time.monotonic() + 10
    while True:
        try:
            ground.runtime.remove_network()
        except LabError:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        else:
            break
    ground.runtime.remove_network()


def test_leftovers_are_this_runs_and_sweeping_them_leaves_none(ground: Ground) -> None:
    ground.bring_up("stays")
    left = ground.runtime.leftovers(ground.run)
    assert sorted(leftover.kind for leftover in left) == ["container", "network"]
    assert {leftover.run for leftover in left} == {ground.run}
    assert all(leftover.owner_alive for leftover in left)
    ground.runtime.sweep(left)
    ground.runtime.sweep(left)
    assert ground.runtime.leftovers(ground.run) == ()


def test_an_unknown_image_is_an_error_of_the_lab_that_names_it(ground: Ground) -> None:
    host = ground.host("stays")
    from dataclasses import replace

    strange = replace(host, machine=replace(host.machine, image="socketlab/no-such-image"))
    with pytest.raises(LabError, match="no-such-image"):
        ground.runtime.create(strange)


def test_a_file_is_put_in_place_and_its_digest_read_back(ground: Ground) -> None:
    runtime = ground.runtime
    assert isinstance(runtime, HandlesFiles)
    host = ground.host("stays")
    runtime.create(host)
    placed = runtime.place(host, PlacedFile(path="/srv/given/a.txt", text="hello"))
    assert (placed.size, placed.sha256) == (5, hashlib.sha256(b"hello").hexdigest())
    runtime.place(host, PlacedFile(path="/srv/given/b.bin", size_bytes=3_000_000, seed=4))
    runtime.start(host)
    ground.wait_for_output(host, "staying")
    assert runtime.digest(host, "/srv/given/a.txt").sha256 == placed.sha256
    assert runtime.digest(host, "/srv/given/b.bin").size == 3_000_000
    missing = runtime.digest(host, "/srv/given/missing")
    assert missing.sha256 is None
    assert missing.trouble


def test_a_signal_reaches_the_first_process(ground: Ground) -> None:
    runtime = ground.runtime
    assert isinstance(runtime, SendsSignals)
    host = ground.bring_up("tells-signals", role="host")
    ground.wait_for_output(host, "staying")
    runtime.signal(host, "USR1")
    ground.wait_for_output(host, "got USR1")
    runtime.signal(host, "KILL")
    ground.wait_for_end(host)
    with pytest.raises(LabError, match="is not running"):
        runtime.signal(host, "USR1")


def test_a_host_that_goes_down_and_comes_back_has_not_ended(ground: Ground) -> None:
    runtime = ground.runtime
    assert isinstance(runtime, Restarts)
    host = ground.bring_up("stays", role="host")
    ground.wait_for_output(host, "staying\n")
    runtime.take_down(host, grace_s=1)
    assert not runtime.status(host).running
    runtime.bring_back(host)
    ground.wait_for_output(host, "staying\nstaying\n")
    assert runtime.status(host).running
    assert not [signal for signal in ground.signals if isinstance(signal, Ended)]
    runtime.stop(host, grace_s=1)
    ground.wait_for_end(host)


def test_a_command_runs_on_a_host_and_tells_its_status_and_output(ground: Ground) -> None:
    runtime = ground.runtime
    assert isinstance(runtime, Executes)
    host = ground.bring_up("stays", role="host")
    ground.wait_for_output(host, "staying")
    assert runtime.execute(host, ("echo", "all", "well")) == (0, b"all well\n")


def test_a_process_table_has_the_hosts_own_processes_and_not_the_readers(ground: Ground) -> None:
    runtime = ground.runtime
    assert isinstance(runtime, SeesProcesses)
    host = ground.bring_up("stays")
    ground.wait_for_output(host, "staying")
    assert [row.pid for row in runtime.processes(host)] == [1]


def test_counters_go_by_the_names_that_nstat_gives_them(ground: Ground) -> None:
    runtime = ground.runtime
    assert isinstance(runtime, SeesCounters)
    host = ground.bring_up("stays")
    ground.wait_for_output(host, "staying")
    counters = runtime.counters(host)
    assert counters["TcpExtListenOverflows"] == 0
    assert counters["TcpPassiveOpens"] == 0


def test_the_ports_that_are_listened_on_are_among_the_connections(ground: Ground) -> None:
    runtime = ground.runtime
    assert isinstance(runtime, SeesSockets)
    host = ground.bring_up("listens", role="host")
    ground.wait_for_output(host, "staying")
    assert [(row.state, row.port) for row in runtime.sockets(host)] == [("LISTEN", 7000)]


def test_a_file_that_is_not_there_is_told_from_one_that_cannot_be_read(ground: Ground) -> None:
    runtime = ground.runtime
    assert isinstance(runtime, HandlesFiles)
    host = ground.bring_up("stays")
    ground.wait_for_output(host, "staying")
    assert runtime.digest(host, "/srv/given/missing").missing


def test_what_a_running_host_uses_can_be_read_and_only_while_it_runs(ground: Ground) -> None:
    assert isinstance(ground.runtime, SamplesHosts)
    host = ground.bring_up("stays", role="host")
    ground.wait_for_output(host, "staying")
    usage = ground.runtime.usage(host)
    assert usage.processes >= 1
    assert usage.cpu_s >= 0
    ground.runtime.stop(host, grace_s=0)
    ground.wait_for_end(host)
    with pytest.raises(LabError, match="run"):
        ground.runtime.usage(host)


def test_a_host_that_is_asked_to_stop_ends_by_itself(ground: Ground) -> None:
    runtime = ground.runtime
    assert isinstance(runtime, AsksToStop)
    host = ground.bring_up("obeys", role="host")
    ground.wait_for_output(host, "staying")
    assert runtime.ask_to_stop(host) == "TERM"
    assert ground.wait_for_end(host).code == 5
    with pytest.raises(LabError, match="is not running"):
        runtime.ask_to_stop(host)


def test_a_host_that_ignores_being_asked_runs_on(ground: Ground) -> None:
    runtime = ground.runtime
    assert isinstance(runtime, AsksToStop)
    host = ground.bring_up("deaf", role="host")
    ground.wait_for_output(host, "staying")
    runtime.ask_to_stop(host)
    time.sleep(0.5)
    assert runtime.status(host).running
    assert not [signal for signal in ground.signals if isinstance(signal, Ended)]


def test_a_port_that_is_served_accepts_and_another_refuses(ground: Ground) -> None:
    runtime = ground.runtime
    assert isinstance(runtime, TriesConnections)
    host = ground.bring_up("listens", role="host")
    ground.wait_for_output(host, "staying")
    runtime.prepare_connections(host)
    runtime.prepare_connections(host)
    accepted = runtime.try_connection(host, 7000, timeout_s=2)
    assert (accepted.outcome, accepted.took_s < 2) == ("connected", True)
    assert runtime.try_connection(host, 7001, timeout_s=2).outcome == "refused"


def test_a_host_that_has_ended_does_not_answer_and_the_network_can_be_removed(ground: Ground) -> None:
    runtime = ground.runtime
    assert isinstance(runtime, TriesConnections)
    host = ground.bring_up("prints", role="host")
    ground.wait_for_end(host)
    assert runtime.try_connection(host, 7000, timeout_s=1).outcome in {"timed out", "unreachable"}
    runtime.remove(host)
    deadline = time.monotonic() + 10
    while True:
        try:
            runtime.remove_network()
        except LabError:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        else:
            break
    assert runtime.leftovers(ground.run) == ()


def test_a_program_that_is_missing_is_an_error_and_not_a_status(ground: Ground) -> None:
    runtime = ground.runtime
    assert isinstance(runtime, Executes)
    host = ground.bring_up("stays", role="host")
    ground.wait_for_output(host, "staying")
    with pytest.raises(LabError, match=f'cannot run "no-such-program" on "{host.name}"'):
        runtime.execute(host, ("no-such-program", "x"))


def test_a_runtime_tells_the_plan_of_the_capabilities_that_it_has(ground: Ground) -> None:
    found = ground.runtime.surroundings(frozenset()).capabilities
    assert found == capabilities_of(ground.runtime) == set(CAPABILITIES)
