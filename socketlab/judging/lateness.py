"""How late the lab was: the delays that are the machine's, as far as gates know them.

Two things make a client late. Its gate opens after the planned moment; and its program, ready to run, waits
for a processor that something else uses. The kernel counts the second, and each gate reports it. A server has
no gate, so that its delay is not known. It runs beside its clients and wakes up as they do: once where it
accepts a client, and once where it serves it, as a rule in a thread or a child. Each of the two is taken to
have waited as long as the client that waited longest.

A run's own programs excuse nothing by keeping the processors from each other. Clients that do so wait as
well; therefore no more counts than others than the clients have used meanwhile. A server that occupies all
processors keeps a client that was asleep waiting for a time slice of the kernel at most, a few milliseconds
each time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from socketlab.events import Released
from socketlab.hosts.model import ClientPlan
from socketlab.record.evidence import Trace
from socketlab.record.journal import GateExit, GateReleased, Processors

_WAITING = 3
"""A client, what accepts it and what serves it: each waits.

Measured with 20 programs waiting for two processors: 21 fleets were late by 0.8 to 6 times what the client
that waited longest had waited, half of them by more than 2.7 times.
"""


@dataclass(frozen=True, slots=True)
class _Lived:
    """When a client's gate says that its program began and ended, and what it had of the processors."""

    began: float
    ended: float
    had: Processors

    def used_within(self, other: _Lived) -> float:
        """What it used while another one lived, as if it had used the processors evenly."""
        together = min(self.ended, other.ended) - max(self.began, other.began)
        return self.had.used * max(0.0, together) / max(self.ended - self.began, together, _SHORTEST_S)


_SHORTEST_S = 1e-6
"""A gate's clocks are no more exact."""


def late_s(released: Released | None, clients: Iterable[ClientPlan], traces: Mapping[str, Trace]) -> float:
    """Seconds by which the lab may have delayed some clients.

    Args:
        released: The release.
        clients: The clients.
        traces: What is known of every client of the run, by name.
    """
    if released is None or released.clock is None:
        return 0.0
    opened_s, lived = 0.0, list[_Lived]()
    for client in clients:
        trace = traces[client.host.name]
        opened = trace.first(GateReleased, role="gate")
        if opened is not None and opened.clock is not None:
            opened_s = max(opened_s, opened.clock - released.clock - client.release_s)
        lived += _lived(trace)
    return opened_s + _waited_s(lived, [each for trace in traces.values() for each in _lived(trace)])


def _lived(trace: Trace) -> Iterator[_Lived]:
    """What a client's gate reports of its life, where it reports all of it."""
    opened, ended = trace.first(GateReleased, role="gate"), trace.first(GateExit, role="gate")
    if opened is None or ended is None or opened.clock is None or ended.clock is None:
        return
    if ended.processors is not None:
        yield _Lived(opened.clock, ended.clock, ended.processors)


def _waited_s(own: Sequence[_Lived], everyone: Sequence[_Lived]) -> float:
    """The longest wait for a processor, for a client and its server, as far as others used one meanwhile."""
    if not own:
        return 0.0
    longest = max(own, key=lambda each: each.had.waited)
    others_s = longest.had.machine_used - sum(each.used_within(longest) for each in everyone)
    return max(0.0, min(_WAITING * longest.had.waited, others_s))
