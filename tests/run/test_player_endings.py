"""How runs on fake hosts end, well or badly, and what is removed then."""

from __future__ import annotations

from pathlib import Path

import pytest

from socketlab.errors import LabError
from socketlab.events import Cleaned, StartFailed, TimedOut, Troubled
from socketlab.plan.model import Deadlines
from socketlab.run.player import Ending, Player
from socketlab.runtimes.fake.host import FakeHost, Image
from socketlab.runtimes.fake.programs import gated, note, serving
from socketlab.runtimes.fake.runtime import FakeRuntime
from tests.run.harness import QUICK, play, scenario
from tests.virtual_clock import VirtualClock


def test_a_client_that_exits_otherwise_fails_the_run(tmp_path: Path) -> None:
    played = play(tmp_path, scenario(), {"client": Image(gated(lambda _: 3), "gate")})
    assert played.result.outcome == "fail"
    assert played.result.exit_code == 1
    assert "exited 3" in played.result.checks[0].seen


def test_a_client_that_never_ends_is_stopped_at_the_timeout_and_fails(tmp_path: Path) -> None:
    def stuck(host: FakeHost) -> int:
        host.sleep(3600)
        return 0

    played = play(tmp_path, scenario(more="timeout: 300ms"), {"client": Image(gated(stuck), "gate")})
    assert played.result.outcome == "fail"
    assert len(played.of(TimedOut)) == 2
    assert sorted(played.verbs("stop")) == ["clients-1", "clients-2", "server"]
    assert [round(event.at_s - played.released_s, 6) for event in played.of(TimedOut)] == [0.3, 0.3]


def test_a_host_that_dies_before_it_is_ready_ends_the_wait_at_once_with_its_last_line(tmp_path: Path) -> None:
    def dies(host: FakeHost) -> int:
        host.write("cannot bind: address already in use\n", "stderr")
        return 1

    slow = Deadlines(ready_s=30, teardown_s=2, look_s=2)
    played = play(tmp_path, scenario(), {"server": Image(dies, "journal")}, deadlines=slow)
    assert played.ending is Ending.HOST_DIED
    assert played.elapsed_s == pytest.approx(0.0, abs=0.11)
    assert played.result.outcome == "fail"
    died = next(check for check in played.result.checks if check.kind == "hosts_up")
    assert "exited 1" in died.seen
    assert "address already in use" in died.seen


def test_a_host_that_dies_in_the_play_ends_it_soon_and_fails_it(tmp_path: Path) -> None:
    def dies(host: FakeHost) -> int:
        host.write(note(host, "ready", role="server"), "stderr")
        host.sleep(0.4)
        return 7

    def waits(host: FakeHost) -> int:
        host.sleep(3600)
        return 0

    images = {"server": Image(dies, "journal"), "client": Image(gated(waits), "gate")}
    played = play(tmp_path, scenario(more="timeout: 60s"), images)
    assert played.ending is Ending.HOST_DIED
    assert played.result.outcome == "fail"
    assert played.elapsed_s == pytest.approx(0.4 + QUICK.after_host_death_s)


def test_a_host_that_never_becomes_ready_is_trouble_of_the_lab_and_told_with_its_last_lines(
    tmp_path: Path,
) -> None:
    def silent(host: FakeHost) -> int:
        host.write("still warming up\n")
        host.sleep(3600)
        return 0

    deadlines = Deadlines(ready_s=0.3, teardown_s=2, look_s=2)
    played = play(tmp_path, scenario(), {"server": Image(silent, "journal")}, deadlines=deadlines)
    assert played.ending is Ending.TROUBLED
    assert (played.result.outcome, played.result.exit_code) == ("inconclusive", 3)
    assert '"server" was not ready' in played.result.trouble
    assert "still warming up" in played.result.trouble


@pytest.mark.parametrize("verb", ["add_network", "create", "start", "send"])
def test_a_verb_that_fails_is_trouble_of_the_lab_and_everything_is_removed(tmp_path: Path, verb: str) -> None:
    def trouble(asked: str, host: str) -> None:
        if asked == verb and host != "server":
            raise LabError(f"cannot {verb}")

    known = {"server": Image(serving, "journal"), "client": Image(gated(lambda _: 0), "gate")}
    runtime = FakeRuntime(known, trouble=trouble)
    played = play(tmp_path, scenario(), runtime=runtime)
    assert played.ending is Ending.TROUBLED
    assert f"cannot {verb}" in played.result.trouble
    assert played.of(Troubled if verb in ("add_network", "send") else StartFailed)
    assert played.result.exit_code == 3
    assert runtime.leftovers(None) == ()


def test_an_interruption_cleans_up_and_is_neither_pass_nor_fail(tmp_path: Path) -> None:
    def stuck(host: FakeHost) -> int:
        host.sleep(3600)
        return 0

    def interrupt(player: Player, clock: VirtualClock) -> None:
        clock.sleep(0.4)
        player.interrupt()

    played = play(tmp_path, scenario(), {"client": Image(gated(stuck), "gate")}, meanwhile=interrupt)
    assert played.ending is Ending.INTERRUPTED
    assert (played.result.outcome, played.result.exit_code) == ("interrupted", 2)
    assert played.runtime.leftovers(None) == ()
    assert played.elapsed_s == pytest.approx(0.4)


def test_a_second_wish_to_stop_during_the_teardown_is_ignored_and_a_third_leaves_at_once(
    tmp_path: Path,
) -> None:
    def deaf(host: FakeHost) -> int:
        host.write(note(host, "ready", role="server"), "stderr")
        host.clock.wait_for(host.stop.is_set, 3600)
        host.clock.wait_for(lambda: False, 2)
        return 0

    def insist(player: Player, clock: VirtualClock) -> None:
        for _ in range(3):
            clock.sleep(0.3)
            player.interrupt()

    played = play(
        tmp_path,
        scenario(),
        {"server": Image(deaf, "journal"), "client": Image(gated(lambda host: host.sleep(9) or 0), "gate")},
        meanwhile=insist,
        deadlines=Deadlines(teardown_s=30),
    )
    assert played.ending is Ending.INTERRUPTED
    assert played.elapsed_s == pytest.approx(0.9)
    assert played.of(Cleaned)[0].left


def test_a_network_that_is_still_in_use_is_tried_again(tmp_path: Path) -> None:
    tries: list[str] = []

    def trouble(verb: str, _: str) -> None:
        if verb == "remove_network":
            tries.append(verb)
            if len(tries) < 4:
                raise LabError("network has active endpoints")

    known = {"server": Image(serving, "journal"), "client": Image(gated(lambda _: 0), "gate")}
    played = play(tmp_path, scenario(), runtime=FakeRuntime(known, trouble=trouble))
    assert played.result.outcome == "pass"
    assert len(tries) == 4
    assert played.result.left == ()


def test_what_cannot_be_removed_is_named_and_does_not_change_the_verdict(tmp_path: Path) -> None:
    def trouble(verb: str, host: str) -> None:
        if verb == "remove" and host == "clients-1":
            raise LabError("the disk is on fire")

    known = {"server": Image(serving, "journal"), "client": Image(gated(lambda _: 0), "gate")}
    deadlines = Deadlines(teardown_s=0.5, look_s=2)
    played = play(tmp_path, scenario(), runtime=FakeRuntime(known, trouble=trouble), deadlines=deadlines)
    assert played.result.outcome == "pass"
    assert any("the disk is on fire" in line for line in played.result.left)


def test_keep_leaves_everything_in_place(tmp_path: Path) -> None:
    played = play(tmp_path, scenario(), keep=True)
    assert {leftover.kind for leftover in played.runtime.leftovers(None)} == {"container", "network"}
    assert played.verbs("remove") == []
    assert played.result.outcome == "pass"


def test_a_network_that_never_goes_can_be_given_up_by_insisting(tmp_path: Path) -> None:
    begun: list[str] = []

    def trouble(verb: str, _: str) -> None:
        if verb == "remove_network":
            begun.append(verb)
            runtime.clock.changed()
            raise LabError("network has active endpoints")

    def insist(player: Player, clock: VirtualClock) -> None:
        clock.wait_for(lambda: bool(begun), 10)
        player.interrupt()
        player.interrupt()

    known = {"server": Image(serving, "journal"), "client": Image(gated(lambda _: 0), "gate")}
    runtime = FakeRuntime(known, trouble=trouble)
    played = play(tmp_path, scenario(), runtime=runtime, meanwhile=insist, deadlines=Deadlines(teardown_s=60))
    assert played.ending is Ending.INTERRUPTED
    assert played.result.exit_code == 2
    assert played.elapsed_s < 0.2
    assert played.of(Cleaned)[0].left


def test_one_wish_to_stop_that_comes_while_it_cleans_up_is_heard_and_the_cleaning_is_finished(
    tmp_path: Path,
) -> None:
    begun: list[str] = []

    def trouble(verb: str, _: str) -> None:
        if verb == "remove_network" and not begun:
            begun.append(verb)
            runtime.clock.changed()
            runtime.clock.wait_for(lambda: False, 0.3)
            raise LabError("network has active endpoints")

    def ask_once(player: Player, clock: VirtualClock) -> None:
        clock.wait_for(lambda: bool(begun), 10)
        player.interrupt()

    known = {"server": Image(serving, "journal"), "client": Image(gated(lambda _: 0), "gate")}
    runtime = FakeRuntime(known, trouble=trouble)
    played = play(tmp_path, scenario(), runtime=runtime, meanwhile=ask_once)
    assert (played.result.outcome, played.result.exit_code) == ("interrupted", 2)
    assert runtime.leftovers(None) == ()
