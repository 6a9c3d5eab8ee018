"""A host whose clock differs from the others': libfaketime changes the time of day that its programs see.

The library reads the clock's offset from a file at each call, so the fault only has to write that file.
CLOCK_MONOTONIC, and with it every sleep and the times in journals, is not changed.

Source: libfaketime's README, "Using FAKETIME_TIMESTAMP_FILE", "FAKETIME_NO_CACHE",
"FAKETIME_DONT_FAKE_MONOTONIC"; ld.so(8), "$LIB".
"""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar, Literal

from pydantic import Field

from socketlab.errors import LabError
from socketlab.faults.api import HostFault, Strike
from socketlab.hosts.model import HostPlan, PlacedFile
from socketlab.language.units import Duration, Skew, format_skew
from socketlab.runtimes.capabilities import Executes, HandlesFiles

CLOCK_FILE = "/var/socketlab-clock/skew"
"""On a volume of the host's own, so that it can be written where the root file system cannot."""

LIBRARY = "/usr/$LIB/faketime/libfaketimeMT.so.1"
"""Where Debian's package libfaketime puts the one for programs with threads, on every architecture."""

BOTH_CLOCKS = ("sh", "-c", "date +%s; LD_PRELOAD= date +%s")
"""The host's time as its programs see it, then as its kernel has it: no other host's clock is compared."""

TOLERANCE_S = 1.5
"""Both are whole seconds."""

_SETTINGS = {
    "FAKETIME_TIMESTAMP_FILE": CLOCK_FILE,
    "FAKETIME_NO_CACHE": "1",
    "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    "FAKETIME_DONT_RESET": "1",
}


class Clock(HostFault):
    """Changes a host's time of day; the monotonic clock stays right.

    The clock is read afterwards: if it did not change as planned, the run is inconclusive. Needs libfaketime
    as Debian installs it, which this project's images have.

    Args:
        host: Which hosts and clients.
        skew: The offset: ``1h`` ahead, ``-90s`` behind.
        lasts: For how long; to the end of the run by default.
    """

    summary: ClassVar = "changes a host's time of day, for a while or to the end of the run"
    example: ClassVar = "at: 500ms\nclock: {host: server, skew: 1h, for: 300ms}"
    needs: ClassVar = (HandlesFiles, Executes)

    kind: Literal["clock"] = "clock"
    skew: Skew
    lasts: Duration | None = Field(default=None, alias="for")

    @property
    def lasts_s(self) -> float | None:
        """Seconds until the clock is reset."""
        return self.lasts

    def prepare(self, host: HostPlan) -> HostPlan:
        """The host, prepared so that its clock can be changed while it runs."""
        if any(file.path == CLOCK_FILE for file in host.files):
            return host
        machine = host.machine
        preloaded = filter(None, (LIBRARY, machine.environment.get("LD_PRELOAD", "")))
        environment = {**machine.environment, **_SETTINGS, "LD_PRELOAD": ":".join(preloaded)}
        folder = CLOCK_FILE.rpartition("/")[0]
        return replace(
            host,
            machine=replace(machine, environment=environment, volumes=(*machine.volumes, folder)),
            files=(*host.files, skew_file(0.0)),
        )

    def apply(self, strike: Strike) -> str:
        """Change the clock, then read it on the host."""
        return _set(strike, self.skew)

    def undo(self, strike: Strike) -> str:
        """Reset the clock, then read it on the host."""
        return _set(strike, 0.0)


def skew_file(skew_s: float) -> PlacedFile:
    """The file with the clock's offset; 0 resets it."""
    return PlacedFile(path=CLOCK_FILE, text=f"{skew_s:+.6f}\n")


def _set(strike: Strike, skew_s: float) -> str:
    files, commands = strike.capability(HandlesFiles), strike.capability(Executes)
    for host in strike.hosts:
        placed = files.place(host, skew_file(skew_s))
        if placed.trouble:
            raise LabError(f'cannot set the clock of "{host.name}": {placed.trouble}')
        _verify(host, skew_s, commands)
    return format_skew(skew_s) if skew_s else "right again"


def _verify(host: HostPlan, skew_s: float, commands: Executes) -> None:
    code, output = commands.execute(host, BOTH_CLOCKS)
    text = output.decode(errors="replace").strip()
    times = [int(line) for line in text.splitlines() if line.isdecimal() and len(line) < 20]
    if code or len(times) != 2:
        raise LabError(f'cannot read the clock of "{host.name}": date says "{text[-80:]}"')
    seen_s = times[0] - times[1]
    if abs(seen_s - skew_s) > TOLERANCE_S:
        raise LabError(
            f'the clock of "{host.name}" is {seen_s:+d}s off, not {round(skew_s):+d}s',
            hint="use an image that has the library libfaketime, as Debian's package installs it",
        )
