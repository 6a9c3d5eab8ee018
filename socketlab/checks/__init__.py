"""Every kind of check, in the order in which the reference lists them.

A new kind is a file of this folder with one class, and its line in :data:`CHECKS`. Making the classes takes
milliseconds each, so this package is imported only where a scenario is validated or a run is judged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from socketlab.checks.api import Check
from socketlab.checks.client_time import ClientTime
from socketlab.checks.connections import Connections
from socketlab.checks.counter import Counter
from socketlab.checks.descriptors import Descriptors
from socketlab.checks.echo import Echo
from socketlab.checks.exit_status import ExitStatus
from socketlab.checks.fairness import Fairness
from socketlab.checks.file import File
from socketlab.checks.fleet_time import FleetTime
from socketlab.checks.hosts_up import HostsUp
from socketlab.checks.interleaving import Interleaving
from socketlab.checks.latency import Latency
from socketlab.checks.log import Log
from socketlab.checks.never import Never
from socketlab.checks.no_duplicates import NoDuplicates
from socketlab.checks.no_loss import NoLoss
from socketlab.checks.output import Output
from socketlab.checks.processes import Processes
from socketlab.checks.reachable import Reachable
from socketlab.checks.recovery_time import RecoveryTime
from socketlab.checks.same_file import SameFile
from socketlab.checks.start_skew import StartSkew
from socketlab.checks.stops import Stops
from socketlab.checks.threads import Threads
from socketlab.checks.throughput import Throughput
from socketlab.checks.timeline_played import TimelinePlayed
from socketlab.checks.waiting_time import WaitingTime
from socketlab.checks.zombies import Zombies
from socketlab.language.kinds import union_of

CHECKS: tuple[type[Check], ...] = (
    ExitStatus,
    Output,
    Log,
    Never,
    ClientTime,
    FleetTime,
    WaitingTime,
    Latency,
    Throughput,
    Fairness,
    StartSkew,
    Echo,
    NoLoss,
    NoDuplicates,
    RecoveryTime,
    Interleaving,
    Processes,
    Threads,
    Zombies,
    Descriptors,
    Connections,
    Counter,
    Reachable,
    SameFile,
    File,
    Stops,
)
"""The kinds that a scenario may ask for."""

IMPLIED: tuple[type[Check], ...] = (HostsUp, TimelinePlayed)
"""The kinds that every run implies; a scenario does not contain them."""

if TYPE_CHECKING:
    AnyCheck = Check
else:
    AnyCheck = union_of((*CHECKS, *IMPLIED))
