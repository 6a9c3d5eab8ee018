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

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from socketlab.events import Released
from socketlab.hosts.model import ClientPlan
from socketlab.language.figures import milliseconds, rough_seconds
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

_LOST = 0.1
"""The part of its time that a client may lose to others and still be said to have had it."""


class Lateness:
    """How late the lab was in one run.

    Args:
        released: The release.
        clients: Every client of the run.
        traces: What is known of each, by name.
    """

    def __init__(
        self, released: Released | None, clients: Sequence[ClientPlan], traces: Mapping[str, Trace]
    ) -> None:
        self._released = released
        self._clients = clients
        self._traces = traces
        self._lived = {client.host.name: _lived(traces[client.host.name]) for client in clients}

    def of(self, clients: Iterable[ClientPlan]) -> float:
        """Seconds by which the lab may have delayed some clients."""
        if self._released is None or self._released.clock is None:
            return 0.0
        opened_s, lived = 0.0, list[_Lived]()
        for client in clients:
            opened = self._traces[client.host.name].first(GateReleased, role="gate")
            if opened is not None and opened.clock is not None:
                opened_s = max(opened_s, opened.clock - self._released.clock - client.release_s)
            one = self._lived[client.host.name]
            lived += [] if one is None else [one]
        return opened_s + self._waited_s(lived)

    def excuse_timeouts(self) -> None:
        """Count a client as cut off that had not ended at the timeout, and had lost too much of its time."""
        for client in self._clients:
            trace = self._traces[client.host.name]
            if trace.timed_out_s is None or self._released is None:
                continue
            given_s = trace.timed_out_s - self._released.at_s - client.release_s
            late_s = self.of([client])
            if late_s > _LOST * given_s:
                late = f"the lab was up to {milliseconds(late_s)} late itself"
                trace.cut_off = f"{rough_seconds(given_s)}; {late}"

    def _waited_s(self, own: Sequence[_Lived]) -> float:
        """The longest wait for a processor, as far as others used one: a client's, and its server's."""
        if not own:
            return 0.0
        longest = max(own, key=lambda each: each.had.waited)
        everyone = [each for each in self._lived.values() if each is not None]
        others_s = longest.had.machine_used - sum(each.used_within(longest) for each in everyone)
        return max(0.0, min(_WAITING * longest.had.waited, others_s))


def _lived(trace: Trace) -> _Lived | None:
    """What a client's gate reports of its life, where it reports all of it."""
    opened, ended = trace.first(GateReleased, role="gate"), trace.first(GateExit, role="gate")
    if opened is None or ended is None or opened.clock is None or ended.clock is None:
        return None
    return None if ended.processors is None else _Lived(opened.clock, ended.clock, ended.processors)
