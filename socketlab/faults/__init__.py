"""The faults: one file each, and this one list of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from socketlab.faults.api import Fault
from socketlab.faults.clock import Clock
from socketlab.faults.dns import Dns
from socketlab.faults.exec import Exec
from socketlab.faults.heal import Heal
from socketlab.faults.isolate import Isolate
from socketlab.faults.kill import Kill
from socketlab.faults.link import Link
from socketlab.faults.partition import Partition
from socketlab.faults.pause import Pause
from socketlab.faults.rebind import Rebind
from socketlab.faults.refuse_connections import RefuseConnections
from socketlab.faults.reset_connections import ResetConnections
from socketlab.faults.restart import Restart
from socketlab.faults.signal import Signal
from socketlab.faults.stop import Stop
from socketlab.faults.stress import Stress
from socketlab.language.kinds import union_of

FAULTS: tuple[type[Fault], ...] = (
    Signal,
    Kill,
    Restart,
    Stop,
    Pause,
    Stress,
    Exec,
    Clock,
    Partition,
    Isolate,
    Heal,
    Link,
    ResetConnections,
    RefuseConnections,
    Dns,
    Rebind,
)
"""Every fault, in the order of the reference."""

if TYPE_CHECKING:
    AnyFault = Fault
else:
    AnyFault = union_of(FAULTS)
