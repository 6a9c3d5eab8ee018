"""The watcher beside a player: what it costs a run, and how soon it has removed what a killed run left."""

from __future__ import annotations

import re
import resource
import subprocess
import sys
import time
from pathlib import Path

from socketlab.events import Cleaned
from socketlab.run.watching import Watching
from tests.bench.command import Bench
from tests.bench.timing import Spoiled
from tests.system.killed import wait_until
from tests.system.left import left_of

_RELEASED = b'"event":"released"'


def watched_ms() -> float:
    """What a run waits for: a watcher is started, told that nothing is left, and has ended."""
    began = time.perf_counter()
    with Watching("bench", "docker", keep=False) as watching:
        watching.see(Cleaned(at_s=0.0, left=()))
    return 1000 * (time.perf_counter() - began)


def cpu_ms() -> float:
    """Milliseconds of a processor that a watcher takes in all. Source: getrusage(2), RUSAGE_CHILDREN."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    watched_ms()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return 1000 * (after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime)


def memory_mb() -> float:
    """The memory of a watcher that waits.

    Source: proc_pid_smaps(5): Pss is a process's share of what it shares with others.
    """
    with Watching("bench", "docker", keep=False) as watching:
        watching.see(Cleaned(at_s=0.0, left=()))
        if watching.process is None:
            raise Spoiled("no watcher could be started")
        time.sleep(0.2)
        text = Path(f"/proc/{watching.process.pid}/smaps_rollup").read_text(encoding="utf-8")
    found = re.search(r"^Pss: +(\d+) kB$", text, re.MULTILINE)
    if found is None:
        raise Spoiled("the kernel does not tell the memory of a process")
    return int(found[1]) / 1000


def gone_s(bench: Bench) -> float:
    """Seconds from the KILL of a player with nine hosts until nothing of its run is left."""
    before = set(_records(bench))
    player = subprocess.Popen(
        [sys.executable, "-m", "scenarios", "run", str(bench.scenario)],
        cwd=bench.folder,
        env=bench.environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    wait_until(lambda: any(_RELEASED in each.read_bytes() for each in set(_records(bench)) - before))
    player.kill()
    began = time.perf_counter()
    player.wait()
    (record,) = set(_records(bench)) - before
    run = record.parent.name.rpartition("-")[2]
    wait_until(lambda: left_of(run) == [])
    return time.perf_counter() - began


def _records(bench: Bench) -> list[Path]:
    return [each for each in bench.folder.glob("runs/bench/*/events.jsonl") if not each.parent.is_symlink()]
