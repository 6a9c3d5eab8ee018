"""A player that is killed, the watcher beside it, and the wait until nothing is left."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

WITHIN_S = 60.0
"""How long anything of a killed run may stay."""


def watchers_of(player: int) -> list[int]:
    """The watchers that a living process started.

    Source: proc(5), /proc/[pid]/stat field 4 and /proc/[pid]/cmdline.
    """
    found = []
    for entry in Path("/proc").iterdir():
        try:
            parent = (entry / "stat").read_text().rpartition(")")[2].split()[1]
            command = (entry / "cmdline").read_bytes()
        except (OSError, IndexError):
            continue
        if parent == str(player) and b"run/watcher.py" in command:
            found.append(int(entry.name))
    return found


def is_running(pid: int) -> bool:
    """Whether a process is there and has not ended: a zombie has."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def wait_until(reached: Callable[[], bool], seconds: float = WITHIN_S) -> float:
    """Seconds until something came true.

    Raises:
        AssertionError: when it has not within the time.
    """
    began = time.monotonic()
    while not reached():
        assert time.monotonic() - began < seconds, "it did not happen in time"
        time.sleep(0.05)
    return time.monotonic() - began


def kill_with_watchers(player: int) -> None:
    """Kill a player so that only ``clean`` is left to remove what it made."""
    for watcher in watchers_of(player):
        os.kill(watcher, 9)
    os.kill(player, 9)
