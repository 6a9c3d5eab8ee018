"""From what a plan says to the fault that does it."""

from __future__ import annotations

from typing import assert_never

from socketlab.run.faults.api import Fault
from socketlab.run.faults.clocks import SetClock
from socketlab.run.faults.execs import Execute
from socketlab.run.faults.restarts import Restart
from socketlab.run.faults.signals import SendSignal
from socketlab.spec.timeline import ClockFault, ExecFault, FaultSpec, KillFault, RestartFault, SignalFault


def make_fault(spec: FaultSpec) -> Fault:
    """The fault of a step."""
    match spec:
        case SignalFault(signal=name):
            return SendSignal(signal=name)
        case KillFault():
            return SendSignal(signal="KILL")
        case RestartFault(down=down):
            return Restart(down_s=down)
        case ExecFault(command=command):
            return Execute(command=command)
        case ClockFault(skew=skew, lasts=lasts):
            return SetClock(skew_s=skew, lasts_s=lasts)
        case _:
            assert_never(spec)
