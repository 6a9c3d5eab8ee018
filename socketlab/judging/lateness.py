"""How late the lab was: the delays that are the machine's, as far as gates know them.

Two things make a client late. Its gate opens after the planned moment; and its program, ready to run, waits
for a processor that something else uses. The kernel counts the second, and each gate reports it. A server has
no gate, so that its delay is not known. It runs beside its clients and wakes up as they do: once where it
accepts a client, and once where it serves it, as a rule in a thread or a child. Each of the two is taken to
have waited as long as the client that waited longest.

A run's own programs excuse nothing by keeping the processors from each other. Clients that do so wait as
well; therefore no more counts than others than these clients have used. A server that occupies all processors
keeps a client that was asleep waiting for a time slice of the kernel at most, a few milliseconds each time.
"""

from __future__ import annotations

from collections.abc import Iterable

from socketlab.events import Released
from socketlab.hosts.model import ClientPlan
from socketlab.record.evidence import Trace
from socketlab.record.journal import GateExit, GateReleased, Processors

_WAITING = 3
"""A client, what accepts it and what serves it: each waits.

Measured with 20 programs waiting for two processors: 21 fleets were late by 0.8 to 6 times what the client
that waited longest had waited, half of them by more than 2.7 times.
"""


def late_s(released: Released | None, clients: Iterable[tuple[ClientPlan, Trace]]) -> float:
    """Seconds by which the lab may have delayed some clients.

    Args:
        released: The release.
        clients: The clients, each with what is known of it.
    """
    if released is None or released.clock is None:
        return 0.0
    opened_s, had = 0.0, list[Processors]()
    for client, trace in clients:
        opened, ended = trace.first(GateReleased, role="gate"), trace.first(GateExit, role="gate")
        if opened is not None and opened.clock is not None:
            opened_s = max(opened_s, opened.clock - released.clock - client.release_s)
        if ended is not None and ended.processors is not None:
            had.append(ended.processors)
    return opened_s + _waited_s(had)


def _waited_s(had: list[Processors]) -> float:
    """The longest wait for a processor, for a client and its server, as far as others used one meanwhile."""
    waited_s = max((each.waited for each in had), default=0.0)
    machine_s = max((each.machine_used for each in had), default=0.0)
    others_s = machine_s - sum(each.used for each in had)
    return max(0.0, min(_WAITING * waited_s, others_s))
