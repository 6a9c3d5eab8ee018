"""What is left of a run whose player is killed: nothing, within a minute, without another command."""

from __future__ import annotations

import os
import random
import signal
import time

import pytest

from tests.system.killed import is_running, kill_with_watchers, wait_until, watchers_of
from tests.system.left import assert_nothing_left, clean, left_of, wait_for_nothing
from tests.system.shell import Shell
from tests.system.test_ends import LONG, has, run_of

pytestmark = [pytest.mark.docker, pytest.mark.alone]


@pytest.mark.parametrize("moment", ["network-made", "released"])
def test_after_kill_9_everything_goes_and_then_the_watcher(shell: Shell, moment: str) -> None:
    player = shell.start("run", shell.file("long.yaml", LONG))
    wait_until(lambda: has(shell.folder, moment))
    wait_until(lambda: bool(watchers_of(player.pid)), 5)
    (watcher,) = watchers_of(player.pid)
    time.sleep(random.SystemRandom().random() * 0.3)
    player.kill()
    player.communicate()
    assert is_running(watcher)
    wait_until(lambda: not is_running(watcher))
    assert_nothing_left(run_of(shell.folder))


def test_the_watcher_outlives_what_ends_the_players_process_group(shell: Shell) -> None:
    player = shell.start("run", shell.file("long.yaml", LONG), own_group=True)
    wait_until(lambda: has(shell.folder, "released"))
    (watcher,) = watchers_of(player.pid)
    assert os.getsid(watcher) == watcher
    os.killpg(player.pid, signal.SIGKILL)
    player.communicate()
    wait_for_nothing(run_of(shell.folder))
    wait_until(lambda: not is_running(watcher))


def test_after_a_normal_end_no_watcher_is_left(shell: Shell) -> None:
    player = shell.start("run", "two-ports")
    wait_until(lambda: has(shell.folder, "released"))
    (watcher,) = watchers_of(player.pid)
    out, err = player.communicate(timeout=60)
    assert player.returncode == 0, (out, err)
    assert not is_running(watcher)


def test_a_run_that_keeps_its_hosts_has_no_watcher_and_the_next_run_leaves_them(shell: Shell) -> None:
    kept = shell.start("run", shell.file("long.yaml", LONG), "--keep")
    wait_until(lambda: has(shell.folder, "released"))
    assert watchers_of(kept.pid) == []
    run = run_of(shell.folder)
    kept.kill()
    kept.communicate()
    try:
        before = left_of(run)
        assert before
        assert shell.run("run", "two-ports").code == 0
        assert left_of(run) == before
    finally:
        clean(shell)
    assert_nothing_left(run)


def test_a_run_first_removes_what_a_dead_one_left(shell: Shell) -> None:
    player = shell.start("run", shell.file("long.yaml", LONG))
    wait_until(lambda: has(shell.folder, "released"))
    dead = run_of(shell.folder)
    kill_with_watchers(player.pid)
    player.communicate()
    assert left_of(dead)
    assert shell.run("run", "two-ports").code == 0
    assert_nothing_left(dead)
