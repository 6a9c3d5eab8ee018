"""Conditions of links that change while a run lasts, as real packets meet them."""

from __future__ import annotations

import re
import statistics
import time
from typing import Any

import docker
import pytest

from tests.system.killed import kill_with_watchers, wait_until
from tests.system.left import assert_nothing_left, remove
from tests.system.shell import Finished, Shell
from tests.system.test_cuts import PINGED, faults, log_of, pinged
from tests.system.test_ends import has, run_of

pytestmark = [pytest.mark.docker, pytest.mark.measures]


def times(finished: Finished, host: str) -> dict[int, float]:
    """The round-trip time in milliseconds of each echo request that was answered."""
    found = re.findall(r"icmp_seq=(\d+) ttl=\d+ time=([\d.]+)", log_of(finished, host))
    return {int(number): float(milliseconds) for number, milliseconds in found}


def test_a_change_comes_and_goes_on_its_path_alone_and_loses_no_packet(shell: Shell) -> None:
    step = '{at: 1s, link: {between: ["callers[1]", server], delay: 100ms, for: 1s}}'
    finished = pinged(shell, step)
    assert finished.code == 0, finished.out
    changed, other = times(finished, "callers-1"), times(finished, "callers-2")
    assert len(changed) == len(other) == 30
    slow = [milliseconds for milliseconds in changed.values() if milliseconds >= 199]
    assert 7 <= len(slow) <= 11
    assert statistics.median(slow) < 260  # a busy machine is late, never early
    assert statistics.median(milliseconds for milliseconds in changed.values() if milliseconds < 100) < 10
    assert statistics.median(other.values()) < 10
    injected, undone = faults(finished)
    assert injected["detail"] == "delay 100ms"
    assert re.fullmatch(r"as declared again, (1[5-9]|2[0-2]) packets passed", undone["detail"])


def test_a_gradual_change_starts_from_what_is_declared_and_grows_in_a_straight_line(shell: Shell) -> None:
    scenario = (
        PINGED
        + "links: [{between: [callers, server], delay: 20ms}]\n"
        + "timeline: [{at: 500ms, link: {from: server, to: callers, delay: 220ms, over: 1500ms, for: 2s}}]\n"
    )
    finished = shell.run("run", shell.file("ramp.yaml", scenario))
    assert finished.code == 0, finished.out
    seen = times(finished, "callers-1")
    assert len(seen) == 30
    before, after = ([seen[number] for number in range(first, first + 4)] for first in (1, 27))
    assert min(before + after) >= 39
    assert statistics.median(before) < 60
    assert statistics.median(after) < 60
    late = [seen[number] - on_the_line(number) for number in range(8, 20)]  # an answer meets the later line
    assert min(late) > -40
    assert statistics.median(late) < 40
    assert 239 <= statistics.median([seen[number] for number in range(21, 24)]) < 300


def on_the_line(number: int) -> float:
    """Milliseconds of a round trip that begins when the echo request of this number is sent."""
    begun_s = (number - 1) * 0.1 + 0.02 - 0.5
    return 40 + 200 * min(1.0, begun_s / 1.5)


def test_a_change_that_no_packet_met_leaves_the_verdict_open(shell: Shell) -> None:
    step = '{at: 100ms, link: {between: ["callers[1]", "callers[2]"], delay: 1s, for: 500ms}}'
    finished = pinged(shell, step)
    assert finished.code == 3, finished.out
    assert "it had no effect: no packet came that way" in finished.out


def test_what_is_still_changed_in_the_end_is_not_taken_for_lost(shell: Shell) -> None:
    """The links are checked before faults are undone: copies that a change has taken away were declared."""
    scenario = (
        PINGED
        + "links: [{between: [callers, server], delay: 5ms, duplicate: 50%}]\n"
        + "timeline: [{at: 1s, link: {between: [callers, server], delay: 30ms, duplicate: 0%, mtu: 900B}}]\n"
    )
    finished = shell.run("run", shell.file("copies.yaml", scenario))
    assert finished.code == 0, finished.out
    assert times(finished, "callers-1")[30] >= 59
    copies = [int(number) for number in re.findall(r"icmp_seq=(\d+) .*DUP", log_of(finished, "callers-1"))]
    assert copies
    assert max(copies) <= 15


def round_trip_ms(container: Any) -> float:
    _, output = container.exec_run(["ping", "-c", "2", "-i", "0.2", "-W", "2", "-n", "server"])
    found = re.search(r"= ([\d.]+)/", output.decode())
    return float(found[1]) if found else 9999.0


@pytest.mark.alone  # other runs would remove what is left of it
def test_after_kill_9_the_declared_conditions_return_by_themselves(shell: Shell) -> None:
    lasts_s = 4
    change = f'between: ["callers[1]", server], delay: 300ms, over: 1s, for: {lasts_s}s'
    scenario = (
        PINGED.replace('"30"', '"300"')
        + "links: [{between: [callers, server], delay: 20ms}]\n"
        + f"timeline: [{{at: 200ms, link: {{{change}}}}}]\n"
    )
    player = shell.start("run", shell.file("killed.yaml", scenario))
    wait_until(lambda: has(shell.folder, "fault-done"))
    changed = time.monotonic()
    kill_with_watchers(player.pid)
    player.communicate()
    run = run_of(shell.folder)
    try:
        caller = docker.from_env().containers.get(f"socketlab-{run}-callers-1")
        time.sleep(1.5)
        assert round_trip_ms(caller) >= 599  # it went on by itself
        wait_until(lambda: round_trip_ms(caller) < 100, lasts_s + 5 - (time.monotonic() - changed))
        assert time.monotonic() - changed > lasts_s
        assert round_trip_ms(caller) >= 39
    finally:
        remove(run)
    assert_nothing_left(run)
