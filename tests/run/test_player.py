"""The player on fake hosts: order, release, observations, output."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from socketlab.events import (
    Cleaned,
    Exited,
    FileSeen,
    NetworkMade,
    ProcessesSeen,
    ProcessRow,
    Ready,
    Released,
    Started,
)
from socketlab.readiness.health import ASKED_EVERY_S
from socketlab.run.player import Ending
from socketlab.run.release import lead_s
from socketlab.runtimes.fake.host import FakeHost, Image
from socketlab.runtimes.fake.programs import gated, note, serving
from tests.run.harness import QUICK, play, scenario


def test_a_run_passes_when_every_client_exits_0_and_the_host_stays_up(tmp_path: Path) -> None:
    played = play(tmp_path, scenario())
    assert played.ending is Ending.COMPLETED
    assert played.result.outcome == "pass"
    assert [event.code for event in played.of(Exited) if not event.stopped] == [0, 0]


def test_things_happen_in_order_network_hosts_gates_release_ends_cleanup(tmp_path: Path) -> None:
    events = play(tmp_path, scenario()).record.events
    order = [type(event) for event in events]
    last = {kind: number for number, kind in enumerate(order)}
    assert order.index(NetworkMade) < order.index(Started)
    assert max(last[Started], last[Ready]) < order.index(Released) < order.index(Exited)
    assert order[-1] is Cleaned


def test_no_client_begins_before_every_host_is_ready(tmp_path: Path) -> None:
    begun: list[float] = []
    ready: list[float] = []

    def slow(host: FakeHost) -> int:
        host.sleep(0.3)
        ready.append(host.clock.now())
        return serving(host)

    def work(host: FakeHost) -> int:
        begun.append(host.clock.now())
        return 0

    images = {"server": Image(slow, "journal"), "client": Image(gated(work), "gate")}
    assert play(tmp_path, scenario(), images).result.outcome == "pass"
    assert ready == [pytest.approx(0.3)]
    assert begun == [pytest.approx(0.3 + lead_s(2))] * 2


def test_clients_are_released_for_one_moment_however_late_the_slowest_gate_is(tmp_path: Path) -> None:
    began: list[float] = []
    slow_one = threading.Lock()

    def work(host: FakeHost) -> int:
        began.append(host.clock.now())
        return 0

    def maybe_slow(host: FakeHost) -> int:
        if slow_one.acquire(blocking=False):
            host.sleep(0.3)
        return gated(work)(host)

    played = play(tmp_path, scenario(fleet="count: 4"), {"client": Image(maybe_slow, "gate")})
    assert played.result.outcome == "pass"
    assert began == [pytest.approx(0.3 + lead_s(4))] * 4


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
    assert [start - released for start in starts] == pytest.approx([0, 0.1, 0.2])


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
        played = play(folder, scenario(fleet=fleet, more=more), {"client": Image(program, readiness)})
        assert played.result.outcome == "pass", readiness


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
    seen_s = ready.at_s - started.at_s
    assert (
        ASKED_EVERY_S <= seen_s <= ASKED_EVERY_S + 0.2 + 1e-6
    )  # the second question; looked at ten times a second


def test_processes_are_looked_at_when_the_scenario_says(tmp_path: Path) -> None:
    def forks(host: FakeHost) -> int:
        host.write(note(host, "ready", role="server"), "stderr")
        host.rows.append(ProcessRow(pid=7, parent=1, name="child", state="Z", threads=1))
        host.sleep(3600)
        return 0

    more = """
checks:
  - processes: {host: server, at: start, count: 2}
  - zombies: {host: server, at: 100ms, count: 1}
  - zombies: {host: server, count: 0}
"""
    images = {
        "server": Image(forks, "journal"),
        "client": Image(gated(lambda host: host.sleep(0.4) or 0), "gate"),
    }
    played = play(tmp_path, scenario(more=more), images)
    verdicts = [check.verdict for check in played.result.checks]
    assert verdicts[:3] == ["pass", "pass", "fail"]
    moments = [event.moment for event in played.of(ProcessesSeen)]
    assert moments == ["start", "0.1", "end"]
    released = played.of(Released)[0].at_s
    assert played.of(ProcessesSeen)[1].at_s - released == pytest.approx(0.1)


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
    assert played.record.tail("clients-1", "stdout") == "half a line\nno end"
    assert played.record.tail("clients-1", "stderr").startswith("a complaint\n")
    assert (
        '"socketlab"'
        not in played.record.tail("clients-1", "stderr").replace("last words", "").split("\n")[0]
    )


def test_sixty_four_clients_take_no_more_calls_each_than_two_do(tmp_path: Path) -> None:
    def calls(count: int) -> float:
        folder = tmp_path / str(count)
        folder.mkdir()
        return len(play(folder, scenario(fleet=f"count: {count}"), deadlines=QUICK).runtime.verbs) / count

    assert calls(64) <= calls(2)
