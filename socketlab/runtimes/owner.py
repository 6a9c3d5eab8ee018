"""The owner of a run, in the labels of all it creates: ``clean`` removes only what dead owners left."""

from __future__ import annotations

import os
import platform
from pathlib import Path


def this_process() -> str:
    """``machine:pid:start``; the start time distinguishes a process from a later one with the same number."""
    return f"{platform.node()}:{os.getpid()}:{_started(os.getpid())}"


def is_alive(owner: str) -> bool:
    """Whether a process still plays its run.

    A process of another machine counts as alive, until its run expires: this machine cannot check it.
    """
    machine, _, rest = owner.rpartition(":")[0].rpartition(":")
    start = owner.rpartition(":")[2]
    if not rest.isdigit():
        return False
    if machine != platform.node():
        return True
    try:
        os.kill(int(rest), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return _started(int(rest)) == start


def _started(pid: int) -> str:
    """Clock ticks from boot to the process's start; empty where there is no /proc, and for a zombie.

    Source: proc(5), /proc/[pid]/stat fields 3 and 22.
    """
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        return "" if fields[0] == "Z" else fields[19]
    except (OSError, IndexError):
        return ""
