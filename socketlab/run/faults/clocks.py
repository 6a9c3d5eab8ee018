"""A host whose clock tells another time than everybody else's."""

from __future__ import annotations

from dataclasses import dataclass

from socketlab.errors import LabError
from socketlab.hosts.model import HostPlan
from socketlab.language.units import format_skew
from socketlab.plan.clocks import skew_file
from socketlab.runtimes.api import Executes, HandlesFiles, Runtime

BOTH_CLOCKS = ("sh", "-c", "date +%s; LD_PRELOAD= date +%s")
"""The host's time as its programs see it, then as its kernel tells it: nobody else's clock is compared."""

TOLERANCE_S = 1.5
"""Both are told in whole seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetClock:
    """``clock``.

    Args:
        skew_s: Seconds that the clock is ahead; negative for behind.
        lasts_s: Seconds until it is set right again; ``None`` to leave it until the host is removed.
    """

    skew_s: float
    lasts_s: float | None = None

    ends_host = False
    """A program that cannot bear another time of day shows a fault of its own."""

    def apply(self, runtime: Runtime, host: HostPlan) -> str:
        """As the fault's verb; the clock is read afterwards, from inside."""
        return _set(runtime, host, self.skew_s)

    def undo(self, runtime: Runtime, host: HostPlan) -> str:
        """As the fault's verb."""
        return _set(runtime, host, 0.0)


def _set(runtime: Runtime, host: HostPlan, skew_s: float) -> str:
    if not isinstance(runtime, HandlesFiles) or not isinstance(runtime, Executes):
        raise LabError(f"{runtime.name} cannot set clocks")
    placed = runtime.place(host, skew_file(skew_s))
    if placed.trouble:
        raise LabError(f'cannot set the clock of "{host.name}": {placed.trouble}')
    code, output = runtime.execute(host, BOTH_CLOCKS)
    text = output.decode(errors="replace").strip()
    times = [int(line) for line in text.splitlines() if line.isdecimal()]
    if code or len(times) != 2:
        raise LabError(f'cannot read the clock of "{host.name}": date says "{text[-200:]}"')
    seen_s = times[0] - times[1]
    if abs(seen_s - skew_s) > TOLERANCE_S:
        raise LabError(
            f'the clock of "{host.name}" is {seen_s:+d}s off, not {round(skew_s):+d}s',
            hint="use an image that has the library libfaketime, as Debian's package installs it",
        )
    return f"{format_skew(skew_s)}" if skew_s else "right again"
