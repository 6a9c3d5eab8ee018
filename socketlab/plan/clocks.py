"""Hosts whose clock a timeline sets off: libfaketime stands between their programs and the time of day.

The library reads how far the clock is off from a file, each time anew, so that writing the file is all
that the fault has to do. What measures how long things take (CLOCK_MONOTONIC, and with it every sleep and
the journals) stays right.

Source: libfaketime's README, "Using FAKETIME_TIMESTAMP_FILE", "FAKETIME_NO_CACHE",
"FAKETIME_DONT_FAKE_MONOTONIC"; ld.so(8), "$LIB".
"""

from __future__ import annotations

from dataclasses import replace

from socketlab.hosts.model import HostPlan, PlacedFile

CLOCK_FILE = "/var/socketlab-clock/skew"
"""On a volume of the host's own, so that it can be written where the root file system cannot."""

LIBRARY = "/usr/$LIB/faketime/libfaketimeMT.so.1"
"""Where Debian's package libfaketime puts the one for programs with threads, on every architecture."""

_SETTINGS = {
    "FAKETIME_TIMESTAMP_FILE": CLOCK_FILE,
    "FAKETIME_NO_CACHE": "1",
    "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    "FAKETIME_DONT_RESET": "1",
}


def skew_file(skew_s: float) -> PlacedFile:
    """The file that sets a clock so many seconds off; 0 sets it right again."""
    return PlacedFile(path=CLOCK_FILE, text=f"{skew_s:+.6f}\n")


def with_movable_clock(host: HostPlan) -> HostPlan:
    """A host whose clock can be set off while it runs; until then it is right."""
    machine = host.machine
    preloaded = filter(None, (LIBRARY, machine.environment.get("LD_PRELOAD", "")))
    environment = {**machine.environment, **_SETTINGS, "LD_PRELOAD": ":".join(preloaded)}
    folder = CLOCK_FILE.rpartition("/")[0]
    return replace(
        host,
        machine=replace(machine, environment=environment, volumes=(*machine.volumes, folder)),
        files=(*host.files, skew_file(0.0)),
    )
