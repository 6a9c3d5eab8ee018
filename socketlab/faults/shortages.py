"""What a host can run short of, each taken away and given back: the parts of the fault ``stress``.

Limits of the whole host are the engine's to change, whatever the image. A folder is filled, and processors
are kept busy, by programs of the image itself, on the host and within its limits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from socketlab.errors import InvalidInput, LabError
from socketlab.faults.api import Strike
from socketlab.hosts.model import HostPlan
from socketlab.language.figures import counted
from socketlab.runtimes.capabilities import Executes, Limits, LimitsHosts

_MOST_ROOM = 2**30
"""Bytes of the largest folder that is filled: they are the machine's memory."""

_UNITS = {"": 1, "k": 2**10, "m": 2**20, "g": 2**30}

_SPIN = "while :; do :; done"
_COUNT = (
    "n=0; for p in /proc/[0-9]*; do "
    'grep -qs "{pattern}" "$p/cmdline" && kill -{signal} "${{p#/proc/}}" && n=$((n+1)); done; echo "$n"'
)


class Part(Protocol):
    """One thing that a host runs short of."""

    def begin(self, strike: Strike, host: HostPlan) -> str:
        """Take it away; what was done."""

    def end(self, strike: Strike, host: HostPlan) -> str:
        """Give it back; what was done. Safe to repeat, and for a host that has ended."""


@dataclass(frozen=True, slots=True)
class HostLimits:
    """Less of what the engine limits for a whole host."""

    limits: Limits

    def begin(self, strike: Strike, host: HostPlan) -> str:
        """Change them."""
        before = strike.capability(LimitsHosts).limit(host, self.limits)
        changes = list(_changes(before, self.limits))
        if not changes:
            raise LabError(f'"{host.name}" had these limits before')
        return ", ".join(changes)

    def end(self, strike: Strike, host: HostPlan) -> str:
        """What the plan says holds again."""
        limits, machine = self.limits, host.machine
        planned = Limits(
            cpus=None if limits.cpus is None else machine.cpus or 0,
            memory_bytes=None if limits.memory_bytes is None else machine.mem_limit_bytes or 0,
            pids=None if limits.pids is None else max(0, machine.pids_limit or 0),
        )
        strike.capability(LimitsHosts).limit(host, planned)
        return ", ".join(_changes(limits, planned))


@dataclass(frozen=True, slots=True)
class FewDescriptors:
    """Fewer descriptors for each process."""

    number: int

    def begin(self, strike: Strike, host: HostPlan) -> str:
        """Change the limit of every process."""
        done = strike.capability(LimitsHosts).limit_descriptors(host, self.number, key=strike.key)
        least, most = done.before
        before = f"{least}" if least == most else f"{least} to {most}"
        return (
            f"descriptors from {before} to {self.number} in {counted(done.processes, 'process', 'processes')}"
        )

    def end(self, strike: Strike, host: HostPlan) -> str:
        """Give every process its own back."""
        restored = strike.capability(LimitsHosts).restore_descriptors(host, key=strike.key)
        return f"descriptors restored in {counted(restored, 'process', 'processes')}"


@dataclass(frozen=True, slots=True)
class FullFolder:
    """A folder in memory without room."""

    folder: str

    def require_size(self, host: HostPlan) -> None:
        """Make certain that filling the folder fills nothing else.

        Raises:
            InvalidInput: when the folder is not in memory, or is not limited.
        """
        if not 0 < _room(host, self.folder) <= _MOST_ROOM:
            raise InvalidInput(
                f'"{self.folder}" of "{host.name}" is not a tmpfs with a size of at most 1g',
                hint=f'add tmpfs: ["{self.folder}:size=16m"] to its service',
            )

    def begin(self, strike: Strike, host: HostPlan) -> str:
        """Write one file until the folder is full."""
        command = ("dd", "if=/dev/zero", f"of={self._file(strike)}", "bs=64k")
        _, output = strike.capability(Executes).execute(host, command)
        text = output.decode(errors="replace")
        written = re.search(r"^(\d+) bytes", text, re.MULTILINE)
        if written is None or int(written[1]) == 0 or "No space left on device" not in text:
            raise LabError(f'cannot fill "{self.folder}" of "{host.name}": dd says "{text.strip()[-200:]}"')
        return f"{self.folder} filled with {written[1]} bytes"

    def end(self, strike: Strike, host: HostPlan) -> str:
        """Remove the file."""
        code, output = _if_it_runs(strike, host, ("rm", "-f", self._file(strike)))
        if code:
            text = output.decode(errors="replace").strip()
            raise LabError(f'cannot empty "{self.folder}" of "{host.name}": rm says "{text[-200:]}"')
        return f"{self.folder} has room again"

    def _file(self, strike: Strike) -> str:
        return f"{self.folder.rstrip('/')}/.socketlab-stress-{strike.key}"


@dataclass(frozen=True, slots=True)
class BusyProcessors:
    """Processes that need a processor each."""

    number: int

    def begin(self, strike: Strike, host: HostPlan) -> str:
        """Start the processes, then count them: what cannot be counted could not be ended."""
        for _ in range(self.number):
            strike.capability(Executes).launch(host, ("sh", "-c", _SPIN, f"socketlab-load-{strike.key}."))
        found = self._signal(strike, host, "0")
        if found != self.number:
            raise LabError(
                f'{found} of {self.number} processes keep a processor of "{host.name}" busy',
                hint="use an image that has sh and grep",
            )
        return f"{counted(found, 'process', 'processes')} busy"

    def end(self, strike: Strike, host: HostPlan) -> str:
        """End them."""
        ended = self._signal(strike, host, "KILL")
        return f"{counted(ended, 'process', 'processes')} ended"

    def _signal(self, strike: Strike, host: HostPlan, signal: str) -> int:
        """How many got it; the pattern does not find itself."""
        script = _COUNT.format(pattern=f"[s]ocketlab-load-{strike.key}[.]", signal=signal)
        _, output = _if_it_runs(strike, host, ("sh", "-c", script))
        said = output.decode(errors="replace").split()
        return int(said[-1]) if said and re.fullmatch(r"[0-9]{1,9}", said[-1]) else 0


def _if_it_runs(strike: Strike, host: HostPlan, command: tuple[str, ...]) -> tuple[int, bytes]:
    """Run a command on a host; nothing on one that has ended, which took everything with it."""
    if not strike.runtime.status(host).running:
        return 0, b""
    return strike.capability(Executes).execute(host, command)


def _room(host: HostPlan, folder: str) -> int:
    """Bytes of the folder in memory that this one is, or is part of; 0 where it is not limited.

    Source: Docker Engine, ``daemon/config``: 64 MiB of ``/dev/shm``; tmpfs(5), ``size``.
    """
    sizes = {"/dev/shm": 64 * 2**20}  # noqa: S108 - a path on a host
    for entry in host.machine.tmpfs:
        place, _, options = entry.partition(":")
        size = re.search(r"(?:^|,)size=(\d{1,15})([kmg]?)(?:,|$)", options, re.IGNORECASE)
        sizes[place.rstrip("/")] = int(size[1]) * _UNITS[size[2].lower()] if size else 0
    return sizes.get(folder.rstrip("/"), 0)


def _changes(before: Limits, after: Limits) -> Iterator[str]:
    if after.cpus is not None and before.cpus != after.cpus:
        yield _change("cpus", f"{before.cpus:g}", f"{after.cpus:g}")
    if after.memory_bytes is not None and before.memory_bytes != after.memory_bytes:
        yield _change("memory", _size(before.memory_bytes or 0), _size(after.memory_bytes))
    if after.pids is not None and before.pids != after.pids:
        yield _change("pids", f"{before.pids}", f"{after.pids}")


def _change(name: str, before: str, after: str) -> str:
    return f"{name} from {_or_none(before)} to {_or_none(after)}"


def _or_none(text: str) -> str:
    return "no limit" if text == "0" else text


def _size(size_bytes: int) -> str:
    """In the units in which a scenario writes it, exactly."""
    for unit in ("g", "m", "k"):
        if size_bytes and size_bytes % _UNITS[unit] == 0:
            return f"{size_bytes // _UNITS[unit]}{unit}"
    return f"{size_bytes}"
