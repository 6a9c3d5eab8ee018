"""Hosts that go down and come back."""

from __future__ import annotations

from pathlib import Path

import pytest

from socketlab.errors import LabError
from socketlab.events import Exited, Killed, StartFailed
from socketlab.hosts.model import HostPlan
from socketlab.plan.model import Deadlines
from socketlab.run.player import Ending, Player
from socketlab.runtimes.fake.host import FakeHost, Image
from socketlab.runtimes.fake.programs import note, serving
from socketlab.runtimes.fake.runtime import FakeRuntime
from tests.run.harness import KNOWN, play, slow, with_timeline
from tests.virtual_clock import VirtualClock

DOWN = "{at: 100ms, restart: {host: server, down: 300ms}}"


def test_a_restarted_host_is_down_for_its_time_and_has_not_ended(tmp_path: Path) -> None:
    played = play(tmp_path, with_timeline(DOWN), {"client": slow(0.6)})
    assert played.faults == [(0.1, "server", "down"), (0.4, "server", "up again")]
    assert played.verbs("take_down") == played.verbs("bring_back") == ["server"]
    assert [event.host for event in played.of(Exited)][-1] == "server"
    assert played.result.outcome == "pass", played.result.checks


def test_a_restart_without_a_time_is_at_once(tmp_path: Path) -> None:
    played = play(tmp_path, with_timeline("{at: 100ms, restart: {host: server}}"), {"client": slow(0.6)})
    assert played.faults == [(0.1, "server", "down"), (0.1, "server", "up again")]


def test_an_interrupt_while_a_host_is_down_returns_at_once_and_leaves_nothing(tmp_path: Path) -> None:
    def interrupt(player: Player, clock: VirtualClock) -> None:
        clock.sleep(0.8)
        player.interrupt()

    text = with_timeline("{at: 100ms, restart: {host: server, down: 15s}}", timeout="60s")
    played = play(
        tmp_path, text, {"client": slow(30)}, meanwhile=interrupt, deadlines=Deadlines(teardown_s=2)
    )
    assert played.ending is Ending.INTERRUPTED
    assert played.elapsed_s == pytest.approx(0.8)
    assert played.result.left == ()
    assert played.runtime.leftovers(None) == ()
    assert "server" not in played.verbs("bring_back")


def test_a_run_that_times_out_while_a_host_is_down_removes_it(tmp_path: Path) -> None:
    text = with_timeline("{at: 100ms, restart: {host: server, down: 15s}}", timeout="500ms")
    played = play(tmp_path, text, {"client": slow(0.2)})
    assert played.verbs("bring_back") == []
    assert played.runtime.leftovers(None) == ()
    assert played.result.left == ()


def test_what_is_applied_to_a_host_that_comes_back_is_applied_once_it_runs(tmp_path: Path) -> None:
    told: list[tuple[str, int]] = []

    def on_return(host: HostPlan) -> None:
        told.append((host.name, runtime.verbs.count(("bring_back", host.name))))

    runtime = FakeRuntime(KNOWN | {"client": slow(0.6)})
    play(tmp_path, with_timeline(DOWN), runtime=runtime, on_return=on_return)
    assert told == [("server", 1)]


def test_a_killed_host_that_is_restarted_serves_again_and_its_next_end_is_its_own(tmp_path: Path) -> None:
    lives: list[float] = []

    def dies_the_second_time(host: FakeHost) -> int:
        host.write(note(host, "ready", role="server"), "stderr")
        lives.append(host.clock.now())
        host.sleep(3600 if len(lives) == 1 else 0.5)
        return 7

    text = with_timeline("{at: 100ms, kill: {host: server}}", "{at: 300ms, restart: {host: server}}")
    images = {"server": Image(dies_the_second_time, "journal"), "client": slow(1.5)}
    played = play(tmp_path, text, images)
    assert len(lives) == 2
    assert [(event.code, event.stopped) for event in played.of(Exited) if event.host == "server"] == [
        (137, True),
        (7, False),
    ]
    assert played.result.outcome == "fail"


def test_a_host_that_cannot_be_taken_down_is_still_stopped_at_the_end(tmp_path: Path) -> None:
    def trouble(verb: str, _host: str) -> None:
        if verb == "take_down":
            raise LabError("the engine refuses")

    runtime = FakeRuntime({"server": Image(serving, "journal"), "client": slow(0.5)}, trouble=trouble)
    played = play(tmp_path, with_timeline(DOWN), runtime=runtime)
    assert played.faults == [(0.1, "server", "the engine refuses")]
    assert played.verbs("stop") == ["server"]
    assert played.result.outcome == "inconclusive"


def test_a_host_that_ignores_term_is_killed_after_its_grace_period(tmp_path: Path) -> None:
    def deaf(host: FakeHost) -> int:
        host.ignores_term = True
        return serving(host)

    text = with_timeline("{at: 100ms, restart: {host: server}}", timeout="60s")
    images = {"server": Image(deaf, "journal"), "client": slow(12)}
    played = play(tmp_path, text, images, deadlines=Deadlines())
    seen = [(event.host, event.signal, event.after_s) for event in played.of(Killed)]
    assert seen == [("server", "TERM", 10.0)] * 2
    assert played.faults[1][2] == "up again"
    assert played.result.outcome == "pass"


def test_a_host_that_cannot_be_started_again_makes_the_run_inconclusive(tmp_path: Path) -> None:
    def trouble(verb: str, _host: str) -> None:
        if verb == "bring_back":
            raise LabError("no space left")

    runtime = FakeRuntime(KNOWN | {"client": slow(2)}, trouble=trouble)
    played = play(tmp_path, with_timeline(DOWN), runtime=runtime)
    assert (played.result.outcome, played.result.trouble) == ("inconclusive", "no space left")
    assert [event.host for event in played.of(StartFailed)] == ["server"]
    assert runtime.leftovers(None) == ()
