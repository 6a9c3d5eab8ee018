"""When clients began and ended, as gates, journals and the engine say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from socketlab.hosts.model import ClientPlan
from socketlab.record.evidence import Trace
from socketlab.record.journal import Connected, GateExit, GateReleased, Received

ENGINE_ERROR_S = 0.1
"""How far the engine's times of a process may be from the truth, under load. Source: moby issue 45445."""

_ROUNDING_S = 1e-6
"""A gate rounds its clocks; journals do not."""


class Timing:
    """The times of one run's clients.

    Args:
        traces: What is known of each, by name.
    """

    def __init__(self, traces: Mapping[str, Trace]) -> None:
        self._traces = traces

    def elapsed_s(self, client: ClientPlan) -> float | None:
        """From a client's begin to its end."""
        times = self._times(client)
        return None if times is None else times[2] - times[1]

    def elapsed_error_s(self, clients: Sequence[ClientPlan]) -> float:
        """An end has the engine's error where no gate outlived the program."""
        known = (self._trace(client) for client in clients if self._times(client) is not None)
        return ENGINE_ERROR_S if any(trace.first(GateExit, role="gate") is None for trace in known) else 0.0

    def span_s(self, clients: Sequence[ClientPlan]) -> float | None:
        """From the first begin to the last end; ``None`` unless one clock knows them all."""
        times = [known for client in clients if (known := self._times(client)) is not None]
        if len(times) < len(clients) or len({clock for clock, _, _ in times}) != 1:
            return None
        return max(end for _, _, end in times) - min(begin for _, begin, _ in times)

    def skew_s(self, clients: Sequence[ClientPlan]) -> float | None:
        """Between the first and the last start, each less its planned delay."""
        return _spread([self._start_of(client) for client in clients])

    def release_skew_s(self, clients: Sequence[ClientPlan]) -> float | None:
        """The same between releases, as the gates report them."""
        return _spread([self._release_of(client) for client in clients])

    def skew_error_s(self, clients: Sequence[ClientPlan]) -> float:
        """A start has the engine's error where neither journal nor gate has it."""
        sources = {start[0] for client in clients if (start := self._start_of(client)) is not None}
        return ENGINE_ERROR_S if "engine" in sources else 0.0

    def waiting_s(self, client: ClientPlan) -> float | None:
        """From a client's connect call to its first reply."""
        began = self._connected_at(client)
        replied = self._trace(client).first(Received, role="client")
        if began is None or replied is None or replied.clock is None:
            return None
        return replied.clock - began if self._is_possible(client, began, replied.clock) else None

    def _trace(self, client: ClientPlan) -> Trace:
        return self._traces[client.host.name]

    def _start_of(self, client: ClientPlan) -> tuple[str, float] | None:
        """When a client began to connect; without a journal, its release; without a gate, its start."""
        began = self._connected_at(client)
        if began is not None:
            possible = self._is_possible(client, began)
            return ("connect", began - client.release_s) if possible else None
        times = self._times(client)
        return None if times is None else (times[0], times[1] - client.release_s)

    def _release_of(self, client: ClientPlan) -> tuple[str, float] | None:
        """When a client's gate says that it released it."""
        released = self._trace(client).first(GateReleased, role="gate")
        if released is None or released.clock is None:
            return None
        return "gate", released.clock - client.release_s

    def _connected_at(self, client: ClientPlan) -> float | None:
        """When a client's journal says that it began to connect."""
        connected = self._trace(client).first(Connected, role="client")
        return None if connected is None else connected.began

    def _is_possible(self, client: ClientPlan, *moments: float) -> bool:
        """Whether the moments in a client's journal are in order, and within its gate's where known.

        An end that the engine knows may have been a little later.
        """
        gate = self._gate_times(client)
        error_s = self.elapsed_error_s([client])
        all_moments = moments if gate is None else (gate[0], *moments, gate[1] + error_s)
        return all(late - early >= -_ROUNDING_S for early, late in pairwise(all_moments))

    def _times(self, client: ClientPlan) -> tuple[str, float, float] | None:
        """Begin and end: on the lab's clock, from the gate; without a gate on the engine's clock.

        The engine's begin is not used for a client with a gate, nor its times for one that the run stopped.
        """
        trace = self._trace(client)
        gate = self._gate_times(client)
        if gate is not None:
            return ("gate", *gate) if gate[0] <= gate[1] else None
        if trace.gated or trace.exited is None or trace.exited.stopped or trace.exited.ran is None:
            return None
        began, ended = trace.exited.ran
        return "engine", began, max(began, ended)

    def _gate_times(self, client: ClientPlan) -> tuple[float, float] | None:
        """Begin and end on the lab's clock.

        A gate that has become the program cannot say when that ended. So it says when it began on the
        engine's clock, too, and the engine knows the end.
        """
        trace = self._trace(client)
        began, ended = trace.first(GateReleased, role="gate"), trace.first(GateExit, role="gate")
        if trace.start_error or began is None or began.clock is None:
            return None
        if ended is not None:
            return None if ended.clock is None else (began.clock, ended.clock)
        end = trace.exited
        if began.wall is None or end is None or end.stopped or end.ran is None:
            return None
        return began.clock, began.clock + max(0.0, end.ran[1] - began.wall)


def _spread(moments: list[tuple[str, float] | None]) -> float | None:
    """Between the first and the last, where all are known from sources of one kind."""
    known = [moment for moment in moments if moment is not None]
    if len(known) < len(moments) or len({source for source, _ in known}) != 1:
        return None
    times = [time for _, time in known]
    return max(times) - min(times)
