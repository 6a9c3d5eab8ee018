"""Faults on fake hosts: when they come, whom they strike, what they do to the verdict."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar, Literal

import pytest

from socketlab.errors import InvalidFile, LabError
from socketlab.events import Exited, FaultDone
from socketlab.faults.api import HostFault, Strike
from socketlab.plan.model import Deadlines
from socketlab.run.player import FAULTS_END_S
from socketlab.runtimes.fake.host import FakeHost, Image
from socketlab.runtimes.fake.programs import note
from tests.run.harness import QUICK, play, prints_signals, scenario, slow, with_fault, with_timeline

PRINTS = {"server": Image(prints_signals, "journal")}


def test_a_step_comes_at_its_time_after_the_release(tmp_path: Path) -> None:
    text = with_timeline("{at: 300ms, signal: {host: server, signal: SIGUSR1}}")
    played = play(tmp_path, text, PRINTS | {"client": slow(0.6)})
    assert played.faults == [(0.3, "server", "USR1")]
    assert "got USR1" in played.record.tail("server", "stdout")
    assert played.result.outcome == "pass"


def test_a_repeated_step_comes_each_time_and_the_run_lasts_until_the_last(tmp_path: Path) -> None:
    text = with_timeline("{at: 1s, every: 250ms, for: 500ms, signal: {host: server, signal: USR1}}")
    played = play(tmp_path, text, PRINTS | {"client": slow(0.1)})
    assert [moment for moment, _, _ in played.faults] == [1.0, 1.25, 1.5]
    assert played.record.tail("server", "stdout") == "got USR1\n" * 3
    assert played.result.outcome == "pass"


def test_jitter_is_played_as_planned_for_each_time_and_after_what_a_step_waits_for(tmp_path: Path) -> None:
    text = with_timeline(
        "{at: 100ms, every: 300ms, times: 2, jitter: 100ms, signal: {host: server, signal: USR1}}",
        "{when: {event: released}, after: 50ms, jitter: 200ms, signal: {host: server, signal: HUP}}",
    )
    played = play(tmp_path, text, PRINTS | {"client": slow(0.9)})
    often, waiting = played.record.plan.timeline
    expected = sorted([*((moment, "USR1") for moment in often.moments), (waiting.delay_s, "HUP")])
    assert [(moment, what) for moment, _, what in played.faults] == [
        (round(moment, 6), what) for moment, what in expected
    ]
    assert often.moments != (0.1, 0.4)
    assert played.result.outcome == "pass"


def test_a_step_waits_for_the_line_with_its_number_and_then_a_while(tmp_path: Path) -> None:
    text = with_timeline(
        "{at: 50ms, signal: {host: server, signal: USR1}}",
        "{at: 100ms, signal: {host: server, signal: USR1}}",
        "{when: {host: server, contains: 'got USR1', number: 2}, after: 200ms, "
        "signal: {host: server, signal: HUP}}",
    )
    played = play(tmp_path, text, PRINTS | {"client": slow(0.8)})
    assert played.faults == [(0.05, "server", "USR1"), (0.1, "server", "USR1"), (0.3, "server", "HUP")]
    assert played.record.tail("server", "stdout").splitlines() == ["got USR1", "got USR1", "got HUP"]


def test_a_step_waits_for_a_client_to_exit(tmp_path: Path) -> None:
    text = with_timeline(
        "{when: {event: exited, host: clients, number: 3}, after: 100ms, "
        "signal: {host: server, signal: HUP}}",
        fleet="count: 3\n    start: {every: 200ms}",
    )
    played = play(tmp_path, text, PRINTS | {"client": slow(0.5)})
    assert played.faults == [(1.0, "server", "HUP")]


def test_a_step_waits_for_a_host_to_be_ready_even_before_the_release(tmp_path: Path) -> None:
    def slow_client(host: FakeHost) -> int:
        host.sleep(1.0)
        host.write(note(host, "waiting", role="gate"), "stderr")
        return 0

    text = with_timeline("{when: {event: ready, host: server}, signal: {host: server, signal: HUP}}")
    played = play(tmp_path, text, PRINTS | {"client": Image(slow_client, "gate")})
    assert played.of(FaultDone)[0].at_s == pytest.approx(0.0)
    assert played.released_s >= 1.0


def test_a_step_waits_for_the_release_as_at_does(tmp_path: Path) -> None:
    text = with_timeline(
        "{when: {event: released}, after: 250ms, signal: {host: server, signal: HUP}}", fleet="count: 1"
    )
    played = play(tmp_path, text, PRINTS | {"client": slow(0.6)})
    assert played.faults == [(0.25, "server", "HUP")]


def test_a_step_waits_for_the_second_connection(tmp_path: Path) -> None:
    def accepts(host: FakeHost) -> int:
        host.write(note(host, "ready", role="server"), "stderr")
        for _ in range(3):
            host.sleep(0.5)
            host.write(note(host, "connect", role="server"), "stderr")
        host.sleep(60)
        return 0

    text = with_timeline(
        "{when: {event: connected, host: server, number: 2}, signal: {host: server, signal: HUP}}"
    )
    played = play(tmp_path, text, {"server": Image(accepts, "journal"), "client": slow(2.0)})
    assert played.of(FaultDone)[0].at_s == pytest.approx(1.0)


def test_a_step_that_waits_for_a_line_on_standard_error_does_not_see_notes(tmp_path: Path) -> None:
    def tells(host: FakeHost) -> int:
        host.write(note(host, "ready", role="server"), "stderr")
        host.sleep(0.5)
        host.write(note(host, "connect", role="server"), "stderr")
        host.sleep(0.5)
        host.write("connect, at last\n", "stderr")
        host.sleep(60)
        return 0

    text = with_timeline(
        "{when: {host: server, stream: stderr, contains: connect}, signal: {host: server, signal: HUP}}"
    )
    played = play(tmp_path, text, {"server": Image(tells, "journal"), "client": slow(2.0)})
    assert played.of(FaultDone)[0].at_s == pytest.approx(1.0)
    assert "connect, at last" in played.record.tail("server", "stderr")


def test_every_target_of_a_step_is_struck_at_the_same_moment(tmp_path: Path) -> None:
    text = with_timeline(
        "{at: 1s, kill: {host: 2 of clients}}",
        fleet="count: 4",
        checks="checks:\n  - exit_status: {fleet: clients, is: 0, clients: 2}\n",
    )
    played = play(tmp_path, text, {"client": slow(1.5)})
    (step,) = played.record.plan.timeline
    assert len(step.targets) == 2
    assert played.faults == [(1.0, name, "KILL") for name in step.targets]
    ends = {event.host: event.code for event in played.of(Exited)}
    assert {name for name, code in ends.items() if code == 137} == set(step.targets)
    assert played.result.outcome == "pass", played.result.checks


def test_a_target_that_cannot_be_struck_does_not_keep_the_fault_from_the_others(tmp_path: Path) -> None:
    text = with_timeline("{at: 1s, signal: {host: [server, 'clients[1]'], signal: USR1}}", fleet="count: 1")
    played = play(tmp_path, text, PRINTS | {"client": slow(0.2)})
    assert played.faults[0] == (1.0, "server", "USR1")
    assert "is not running" in played.faults[1][2]
    assert played.result.outcome == "inconclusive"


def test_a_fault_that_acts_on_all_its_targets_together_is_one_strike(tmp_path: Path) -> None:
    struck: list[tuple[str, ...]] = []

    class Cut(HostFault):
        summary: ClassVar = "cuts"
        example: ClassVar = ""
        together: ClassVar = True
        kind: Literal["cut"] = "cut"

        def apply(self, strike: Strike) -> str:
            struck.append(tuple(host.name for host in strike.hosts))
            return "cut"

    text = with_timeline("{at: 100ms, kill: {host: '*'}}", fleet="count: 2")
    played = play(tmp_path, text, {"client": slow(0.5)}, change=with_fault(Cut(host=("*",))))
    assert struck == [("server", "clients-1", "clients-2")]
    assert [host for _, host, _ in played.faults] == ["server", "clients-1", "clients-2"]


def test_a_run_without_clients_lasts_until_its_last_step(tmp_path: Path) -> None:
    text = with_timeline(
        "{at: 200ms, signal: {host: server, signal: USR2}}",
        "{when: {host: server, matches: 'got USR.'}, kill: {host: server}}",
        fleet=None,
        checks="checks: [{log: {host: server, contains: got USR2, count: 1}}]",
    )
    played = play(tmp_path, text, PRINTS)
    assert [event.name for event in played.of(FaultDone)] == ["signal server", "kill server"]
    assert played.result.outcome == "pass", played.result.checks
    assert played.of(Exited)[0].stopped


def test_a_host_that_a_harmless_signal_ended_did_end_by_itself(tmp_path: Path) -> None:
    def frail(host: FakeHost) -> int:
        host.write(note(host, "ready", role="server"), "stderr")
        host.clock.wait_for(lambda: host.stop.is_set() or not host.signals.empty(), 60)
        return 1

    text = with_timeline("{at: 50ms, signal: {host: server, signal: USR1}}")
    played = play(tmp_path, text, {"server": Image(frail, "journal"), "client": slow(0.5)})
    assert played.result.outcome == "fail"


def test_a_step_that_never_comes_leaves_the_verdict_open(tmp_path: Path) -> None:
    text = with_timeline("{when: {host: server, contains: 'never said'}, kill: {host: server}}")
    played = play(tmp_path, text, {"client": slow(0.1)})
    assert (played.result.outcome, played.result.exit_code) == ("inconclusive", 3)
    assert "was never due" in played.result.checks[-1].seen


def test_a_run_without_clients_waits_for_a_line_no_longer_than_its_timeout(tmp_path: Path) -> None:
    text = with_timeline(
        "{when: {host: server, contains: 'never said'}, kill: {host: server}}", fleet=None, timeout="300ms"
    )
    played = play(tmp_path, text, deadlines=Deadlines(teardown_s=2))
    assert played.result.outcome == "inconclusive"
    assert played.elapsed_s - played.released_s == pytest.approx(0.3)


def test_a_steps_texts_have_variables_and_the_dollar_sign(tmp_path: Path) -> None:
    text = with_timeline(
        "{at: 50ms, exec: {host: server, command: [echo, 'to ${hosts.server} for $$5']}}",
        "{when: {host: server, matches: '^a dot: ${hosts.server}.$$'}, "
        "exec: {host: server, command: [echo, b]}}",
    )

    def says(host: FakeHost) -> int:
        host.write(note(host, "ready", role="server"), "stderr")
        host.sleep(0.1)
        host.write("a dot: server.\n")
        host.sleep(60)
        return 0

    played = play(tmp_path, text, {"server": Image(says, "journal"), "client": slow(0.5)})
    details = [detail for _, _, detail in played.faults]
    assert details == ["exit status 0: to server for $5", "exit status 0: b"]


def test_a_step_that_cannot_be_played_says_why_and_leaves_the_verdict_open(tmp_path: Path) -> None:
    text = with_timeline(
        "{at: 50ms, kill: {host: server}}", "{at: 300ms, signal: {host: server, signal: USR1}}"
    )
    played = play(tmp_path, text, {"client": slow(0.5)})
    assert "is not running" in played.faults[1][2]
    assert played.result.outcome == "inconclusive"


def test_a_fault_that_does_not_end_is_recorded_so_and_holds_up_nothing(tmp_path: Path) -> None:
    text = with_timeline("{at: 100ms, exec: {host: '*', command: [sleep, forever]}}", fleet="count: 20")
    played = play(tmp_path, text, {"client": slow(60)}, deadlines=Deadlines(teardown_s=30))
    assert len(played.faults) == 21
    assert {detail for _, _, detail in played.faults} == {"it had not ended when the run did"}
    assert played.elapsed_s - played.released_s == pytest.approx(0.1 + 2.0 + FAULTS_END_S)
    assert played.runtime.leftovers(None) == ()
    assert played.result.left == ()
    assert played.result.checks[-1].verdict == "unknown"


def test_a_fault_that_raises_what_nobody_foresaw_ends_the_run_with_its_teardown(tmp_path: Path) -> None:
    class Broken(HostFault):
        summary: ClassVar = "breaks"
        example: ClassVar = ""
        kind: Literal["broken"] = "broken"

        def apply(self, strike: Strike) -> str:
            raise ZeroDivisionError(f"on {strike.hosts[0].name}")

    text = with_timeline("{at: 100ms, kill: {host: server}}")
    played = play(tmp_path, text, {"client": slow(0.5)}, change=with_fault(Broken(host=("server",))))
    assert "ZeroDivisionError: on server" in played.result.trouble
    assert played.runtime.leftovers(None) == ()


def test_what_the_undoing_of_a_fault_raises_is_recorded(tmp_path: Path) -> None:
    def refuses(_host: object) -> None:
        raise LabError("the link cannot be shaped")

    text = with_timeline("{at: 100ms, restart: {host: server, down: 100ms}}")
    played = play(tmp_path, text, {"client": slow(0.5)}, on_return=refuses)
    assert played.faults == [(0.1, "server", "down"), (0.2, "server", "the link cannot be shaped")]
    assert played.result.outcome == "inconclusive"


def test_a_scenario_in_which_nothing_happens_is_refused(tmp_path: Path) -> None:
    text = scenario().partition("fleets:")[0]
    with pytest.raises(InvalidFile, match="nothing would happen"):
        play(tmp_path, text, deadlines=QUICK)
