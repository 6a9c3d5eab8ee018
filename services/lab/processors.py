"""What a client had of the processors: how long it had to wait for one, and who used them meanwhile.

A program that is ready to run on a busy machine waits for a processor, and is late without a fault of its
own. The kernel counts that time for each process. It also counts what the whole machine has used, so that a
reader of these figures can distinguish a machine that others occupy from one that the run's own programs do.

Only first threads are counted: the project's own clients run in theirs, and so do most commands. What a
command starts in turn is not counted, so the figures may be too small, but not too large.

Source: Linux, Documentation/scheduler/sched-stats.rst, /proc/<pid>/schedstat ("time spent waiting on a
runqueue (in nanoseconds)"); proc_stat(5).
"""

from __future__ import annotations

import contextlib
import os
import resource

_FIRST_BYTES = 1024
_NANOSECONDS = 1e9
_BUSY = (0, 1, 2, 5, 6, 7)
"""User, nice, system, irq, softirq and stolen time in the line of all processors. Source: proc_stat(5)."""


class Processors:
    """What this process and its command had of the processors since their release.

    It has no figures where the kernel does not count.

    Args:
        proc: Where the kernel's figures are.
    """

    def __init__(self, proc: str = "/proc") -> None:
        self._proc = proc
        self._own = -1
        self._waited = self._used = 0.0
        self._machine: float | None = None

    def prepare(self) -> None:
        """Do what takes long, shortly before the release."""
        self._machine = machine_used(self._proc)
        with contextlib.suppress(OSError):
            self._own = os.open(f"{self._proc}/self/schedstat", os.O_RDONLY | os.O_CLOEXEC)

    def begin(self) -> None:
        """The release: this takes some microseconds only, by which the program is later."""
        self._waited = self._own_waited() or 0.0
        self._used = _used()

    def add(self, child: int) -> None:
        """Count a command that has ended, before it is waited for."""
        self._waited -= waited(child, self._proc)

    def figures(self) -> dict[str, float]:
        """Seconds since the release: waited for a processor, used, and used by the whole machine."""
        own, machine = self._own_waited(), machine_used(self._proc)
        if own is None or machine is None or self._machine is None:
            return {}
        return {
            "waited": round(max(0.0, own - self._waited), 6),
            "used": round(_used() - self._used, 6),
            "machine_used": round(machine - self._machine, 6),
        }

    def _own_waited(self) -> float | None:
        if self._own < 0:
            return None
        return _second(os.pread(self._own, _FIRST_BYTES, 0))


def waited(process: int, proc: str = "/proc") -> float:
    """Seconds for which a process has waited for a processor; 0 where the kernel does not say."""
    try:
        with open(f"{proc}/{process}/schedstat", "rb") as file:
            return _second(file.read())
    except OSError:
        return 0.0


def machine_used(proc: str = "/proc") -> float | None:
    """Seconds of all processors that anything has used since the machine started, in hundredths.

    Time that the machine itself did not get, because it is a virtual one, counts as used.
    """
    try:
        with open(f"{proc}/stat", "rb", buffering=0) as file:
            fields = file.read(_FIRST_BYTES).split(b"\n")[0].split()[1:]
        return sum(int(fields[place]) for place in _BUSY) / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, IndexError):
        return None


def _second(schedstat: bytes) -> float:
    return int(schedstat.split()[1]) / _NANOSECONDS


def _used() -> float:
    """Processor time of this process and of the children that it has waited for."""
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(usage.ru_utime + usage.ru_stime for usage in map(resource.getrusage, kinds))
