"""The engine on fake hosts: order, deadlines, endings, teardown."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from scenarios.errors import LabError
from scenarios.events import (
    Cleaned,
    Exited,
    FileSeen,
    NetworkMade,
    ProcessesSeen,
    ProcessRow,
    Ready,
    Released,
    Started,
    TimedOut,
    Troubled,
)
from scenarios.run.engine import Ending, Engine, Limits
from scenarios.runtimes.fake import FakeHost, FakeRuntime, Image, gated, serving

from .playing import QUICK, play, scenario


def test_a_run_passes_when_every_client_exits_0_and_the_host_stays_up(tmp_path: Path) -> None:
    played = play(tmp_path, scenario())
    assert played.ending is Ending.COMPLETED
    assert played.result.outcome == "pass"
    assert [event.code for event in played.of(Exited) if not event.stopped] == [0, 0]


def test_things_happen_in_order_network_hosts_gates_release_ends_cleanup(tmp_path: Path) -> None:
    events = play(tmp_path, scenario()).record.events
    moments = {type(event): event.at_s for event in reversed(events)}
    last_ready = max(event.at_s for event in events if isinstance(event, Ready))
    first_end = min(event.at_s for event in events if isinstance(event, Exited))
    assert moments[NetworkMade] < moments[Started] <= last_ready <= moments[Released]
    assert first_end < moments[Cleaned]
    assert all(event.at_s <= moments[Released] for event in events if isinstance(event, Started))


def test_no_client_begins_before_every_host_is_ready(tmp_path: Path) -> None:
    begun: list[float] = []
    ready: list[float] = []

    def slow(host: FakeHost) -> int:
        host.sleep(0.3)
        ready.append(time.monotonic())
        return serving(host)

    def work(_: FakeHost) -> int:
        begun.append(time.monotonic())
        return 0

    images = {"server": Image(slow, "journal"), "client": Image(gated(work), "gate")}
    assert play(tmp_path, scenario(), images).result.outcome == "pass"
    assert min(begun) > ready[0]


def test_clients_are_released_for_one_moment_however_late_the_slowest_gate_is(tmp_path: Path) -> None:
    began: list[float] = []
    slow_one = threading.Lock()

    def work(_: FakeHost) -> int:
        began.append(time.monotonic())
        return 0

    def maybe_slow(host: FakeHost) -> int:
        if slow_one.acquire(blocking=False):
            host.sleep(0.3)
        return gated(work)(host)

    played = play(tmp_path, scenario(fleet="count: 4"), {"client": Image(maybe_slow, "gate")})
    assert played.result.outcome == "pass"
    assert max(began) - min(began) < 0.15


def test_a_fleet_with_an_interval_is_released_one_after_another(tmp_path: Path) -> None:
    more = "checks:\n  - output: {fleet: clients, contains: 'order'}"

    def work(host: FakeHost) -> int:
        host.write("order\n")
        return 0

    fleet = "count: 3\n    start: {every: 100ms}"
    played = play(tmp_path, scenario(fleet=fleet, more=more), {"client": Image(gated(work), "gate")})
    assert [client.release_s for client in played.record.plan.clients] == pytest.approx([0, 0.1, 0.2])
    assert played.result.outcome == "pass"


def test_clients_without_a_gate_start_at_their_release_and_no_sooner(tmp_path: Path) -> None:
    fleet = "count: 3\n    start: {every: 100ms}"
    played = play(tmp_path, scenario(fleet=fleet), {"client": Image(lambda _: 0, "running")})
    assert played.result.outcome == "pass"
    released = played.of(Released)[0].at_s
    starts = [event.at_s for event in played.of(Started) if event.host.startswith("clients")]
    assert [start - released >= wanted for start, wanted in zip(starts, [0, 0.1, 0.2], strict=True)] == [True] * 3


def test_standard_input_reaches_each_client_with_its_own_index(tmp_path: Path) -> None:
    def work(host: FakeHost) -> int:
        while (line := host.read()) is not None:
            host.write(f"read {line.decode()}")
        return 0

    more = 'checks:\n  - output: {fleet: clients, matches: "^read number ${index}$", count: 1}'
    fleet = 'count: 2\n    stdin: "number ${index}\\n"'
    for readiness, program in (("gate", gated(work)), ("running", work)):
        folder = tmp_path / readiness
        folder.mkdir()
        played = play(folder, scenario(fleet=fleet, more=more), {"client": Image(program, readiness)})  # type: ignore[arg-type]
        assert played.result.outcome == "pass", readiness


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
    assert played.elapsed_s < 3


def test_a_host_that_dies_before_it_is_ready_ends_the_wait_at_once_with_its_last_line(tmp_path: Path) -> None:
    def dies(host: FakeHost) -> int:
        host.write("cannot bind: address already in use\n", "stderr")
        return 1

    slow = Limits(ready_s=30, teardown_s=2, look_s=2)
    played = play(tmp_path, scenario(), {"server": Image(dies, "journal")}, limits=slow)
    assert played.ending is Ending.HOST_DIED
    assert played.elapsed_s < 3
    assert played.result.outcome == "fail"
    died = next(check for check in played.result.checks if check.kind == "hosts_up")
    assert "exited 1" in died.seen
    assert "address already in use" in died.seen


def test_a_host_that_dies_in_the_play_ends_it_soon_and_fails_it(tmp_path: Path) -> None:
    def dies(host: FakeHost) -> int:
        host.write('{"socketlab": 1, "event": "ready", "role": "server", "clock": 1}\n', "stderr")
        host.sleep(0.4)
        return 7

    def waits(host: FakeHost) -> int:
        host.sleep(3600)
        return 0

    images = {"server": Image(dies, "journal"), "client": Image(gated(waits), "gate")}
    played = play(tmp_path, scenario(more="timeout: 60s"), images)
    assert played.ending is Ending.HOST_DIED
    assert played.result.outcome == "fail"
    assert played.elapsed_s < 4


def test_a_host_that_never_becomes_ready_is_trouble_of_the_lab_and_told_with_its_last_lines(tmp_path: Path) -> None:
    def silent(host: FakeHost) -> int:
        host.write("still warming up\n")
        host.sleep(3600)
        return 0

    limits = Limits(ready_s=0.3, ready_per_client_s=0, teardown_s=2, look_s=2)
    played = play(tmp_path, scenario(), {"server": Image(silent, "journal")}, limits=limits)
    assert played.ending is Ending.TROUBLED
    assert (played.result.outcome, played.result.exit_code) == ("inconclusive", 3)
    assert '"server" was not ready' in played.result.trouble
    assert "still warming up" in played.result.trouble


def test_a_health_check_is_waited_for(tmp_path: Path) -> None:
    def recovers(host: FakeHost) -> int:
        host.healthy = False
        host.sleep(0.3)
        host.healthy = True
        host.sleep(3600)
        return 0

    played = play(tmp_path, scenario(), {"server": Image(recovers, "health")})
    ready = next(event for event in played.of(Ready) if event.host == "server")
    started = next(event for event in played.of(Started) if event.host == "server")
    assert ready.how == "health"
    assert ready.at_s - started.at_s >= 0.3


@pytest.mark.parametrize("verb", ["add_network", "create", "start", "send"])
def test_a_verb_that_fails_is_trouble_of_the_lab_and_everything_is_removed(tmp_path: Path, verb: str) -> None:
    def trouble(asked: str, host: str) -> None:
        if asked == verb and host != "server":
            raise LabError(f"cannot {verb}")

    known = {"server": Image(serving, "journal"), "client": Image(gated(lambda _: 0), "gate")}
    runtime = FakeRuntime(known, trouble=trouble)  # type: ignore[arg-type]
    played = play(tmp_path, scenario(), runtime=runtime)
    assert played.ending is Ending.TROUBLED
    assert f"cannot {verb}" in played.result.trouble
    assert played.of(Troubled)
    assert runtime.leftovers(None) == ()


def test_an_interruption_cleans_up_and_is_neither_pass_nor_fail(tmp_path: Path) -> None:
    def stuck(host: FakeHost) -> int:
        host.sleep(3600)
        return 0

    def interrupt(engine: Engine) -> None:
        time.sleep(0.4)
        engine.interrupt()

    played = play(tmp_path, scenario(), {"client": Image(gated(stuck), "gate")}, meanwhile=interrupt)
    assert played.ending is Ending.INTERRUPTED
    assert (played.result.outcome, played.result.exit_code) == ("interrupted", 2)
    assert played.runtime.leftovers(None) == ()
    assert played.elapsed_s < 3


def test_a_second_wish_to_stop_during_the_teardown_is_ignored_and_a_third_leaves_at_once(tmp_path: Path) -> None:
    def deaf(host: FakeHost) -> int:
        host.write('{"socketlab": 1, "event": "ready", "role": "server", "clock": 1}\n', "stderr")
        host.stop.wait()
        time.sleep(2)
        return 0

    def insist(engine: Engine) -> None:
        for _ in range(3):
            time.sleep(0.3)
            engine.interrupt()

    played = play(
        tmp_path,
        scenario(),
        {"server": Image(deaf, "journal"), "client": Image(gated(lambda host: host.sleep(9) or 0), "gate")},
        meanwhile=insist,
        limits=Limits(teardown_s=30),
    )
    assert played.ending is Ending.INTERRUPTED
    assert played.elapsed_s < 2
    assert played.of(Cleaned)[0].left


def test_a_network_that_is_still_in_use_is_tried_again(tmp_path: Path) -> None:
    tries: list[str] = []

    def trouble(verb: str, _: str) -> None:
        if verb == "remove_network":
            tries.append(verb)
            if len(tries) < 4:
                raise LabError("network has active endpoints")

    known = {"server": Image(serving, "journal"), "client": Image(gated(lambda _: 0), "gate")}
    played = play(tmp_path, scenario(), runtime=FakeRuntime(known, trouble=trouble))  # type: ignore[arg-type]
    assert played.result.outcome == "pass"
    assert len(tries) == 4
    assert played.result.left == ()


def test_what_cannot_be_removed_is_named_and_does_not_change_the_verdict(tmp_path: Path) -> None:
    def trouble(verb: str, host: str) -> None:
        if verb == "remove" and host == "clients-1":
            raise LabError("the disk is on fire")

    known = {"server": Image(serving, "journal"), "client": Image(gated(lambda _: 0), "gate")}
    limits = Limits(teardown_s=0.5, teardown_per_host_s=0, look_s=2)
    played = play(tmp_path, scenario(), runtime=FakeRuntime(known, trouble=trouble), limits=limits)  # type: ignore[arg-type]
    assert played.result.outcome == "pass"
    assert any("the disk is on fire" in line for line in played.result.left)


def test_keep_leaves_everything_in_place(tmp_path: Path) -> None:
    played = play(tmp_path, scenario(), keep=True)
    assert {leftover.kind for leftover in played.runtime.leftovers(None)} == {"container", "network"}
    assert played.verbs("remove") == []
    assert played.result.outcome == "pass"


def test_processes_are_looked_at_when_the_scenario_says(tmp_path: Path) -> None:
    def forks(host: FakeHost) -> int:
        host.write('{"socketlab": 1, "event": "ready", "role": "server", "clock": 1}\n', "stderr")
        host.rows.append(ProcessRow(pid=7, parent=1, name="child", state="Z", threads=1))
        host.sleep(3600)
        return 0

    more = """
checks:
  - processes: {host: server, at: start, count: 2}
  - zombies: {host: server, at: 100ms, count: 1}
  - zombies: {host: server, count: 0}
"""
    images = {"server": Image(forks, "journal"), "client": Image(gated(lambda host: host.sleep(0.4) or 0), "gate")}
    played = play(tmp_path, scenario(more=more), images)
    verdicts = [check.verdict for check in played.result.checks]
    assert verdicts[:3] == ["pass", "pass", "fail"]
    moments = [event.moment for event in played.of(ProcessesSeen)]
    assert moments == ["start", "0.1", "end"]
    released = played.of(Released)[0].at_s
    assert 0.1 <= played.of(ProcessesSeen)[1].at_s - released < 0.4


def test_files_are_put_in_place_before_the_host_starts_and_read_at_the_end(tmp_path: Path) -> None:
    def needs_file(host: FakeHost) -> int:
        if "/srv/given.txt" not in host.files:
            return 1
        host.files["/srv/made.txt"] = b"made"
        return serving(host)

    hosts = "server: {service: server, files: {/srv/given.txt: {text: hello}}}"
    more = "checks:\n  - same_file: {fleet: clients, file: x, host: server, source: /srv/made.txt}"
    played = play(tmp_path, scenario(hosts=hosts, more=more), {"server": Image(needs_file, "journal")})
    seen = {event.path: event.size for event in played.of(FileSeen)}
    assert seen == {"/srv/given.txt": 5, "/srv/made.txt": 4}


def test_output_is_kept_byte_for_byte_and_notes_are_taken_out_of_it(tmp_path: Path) -> None:
    def work(host: FakeHost) -> int:
        host.write("half a li")
        host.write("ne\nno end")
        host.write('a complaint\n{"socketlab": 1, "event": "sent", "role": "cli', "stderr")
        host.write('ent", "data": "x"}\nlast words', "stderr")
        return 0

    played = play(tmp_path, scenario(fleet="count: 1"), {"client": Image(gated(work), "gate")})
    assert played.record.output("clients-1", "stdout") == "half a line\nno end"
    assert played.record.output("clients-1", "stderr").startswith("a complaint\n")
    assert '"socketlab"' not in played.record.output("clients-1", "stderr").replace("last words", "").split("\n")[0]


def test_sixty_four_clients_take_no_more_calls_each_than_two_do(tmp_path: Path) -> None:
    def calls(count: int) -> float:
        folder = tmp_path / str(count)
        folder.mkdir()
        return len(play(folder, scenario(fleet=f"count: {count}"), limits=QUICK).runtime.verbs) / count

    assert calls(64) <= calls(2)
