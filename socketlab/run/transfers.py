"""How much hosts transfer, read from their kernels' counters while steps of the timeline wait for it."""

from __future__ import annotations

from functools import partial

from socketlab.errors import LabError
from socketlab.plan.model import Plan
from socketlab.record.observations import Transferred
from socketlab.run.loop import Loop
from socketlab.run.stage import Stage
from socketlab.runtimes.api import Runtime
from socketlab.runtimes.capabilities import SeesCounters

INTERVAL_S = 0.1
"""From one answer of a host to the next question."""

COUNTERS = ("IpExtInOctets", "IpExtOutOctets")
"""Bytes that came in and went out, headers of IP included, those between a host's own programs as well.

Source: Linux kernel, Documentation/networking/snmp_counter.rst.
"""


class Transfers:
    """Watches hosts until all that steps wait for has been transferred.

    Args:
        plan: The run.
        runtime: What its hosts run on.
        stage: Its hosts.
        loop: The player's inbox, pool and timers.
    """

    def __init__(self, plan: Plan, runtime: Runtime, stage: Stage, loop: Loop) -> None:
        self._runtime = runtime
        self._stage = stage
        self._loop = loop
        self._wanted = {step.trigger.transfer for step in plan.timeline} - {None}
        self._first: dict[str, int] = {}
        self._last: dict[str, int] = {}

    def begin(self) -> None:
        """The fleets are released: begin to watch. A standing host has transferred nothing so far."""
        for host in sorted({host for wanted in self._wanted if wanted is not None for host in wanted[0]}):
            self._ask(host)

    def _ask(self, host: str) -> None:
        if any(wanted is not None and host in wanted[0] for wanted in self._wanted):
            read = partial(self._read, host)
            self._loop.call(f"count bytes of {host}", read, partial(self._counted, host), awaited=False)

    def _read(self, host: str) -> int | None:
        """In the pool; a host that is down is asked again."""
        if not isinstance(self._runtime, SeesCounters):
            return None  # the plan refuses such a run
        try:
            counters = self._runtime.counters(self._stage.actor(host).plan)
        except LabError:
            return None
        return sum(counters.get(name, 0) for name in COUNTERS)

    def _counted(self, host: str, total: int | None) -> None:
        if total is not None:
            if total < self._last.get(host, 0):  # it was restarted, and counts anew
                self._first[host] = self._first[host] - self._last[host]
            private = self._stage.actor(host).plan.standing is None
            self._first.setdefault(host, 0 if private else total)
            self._last[host] = total
            self._compare()
        self._loop.at(self._stage.recorder.now() + INTERVAL_S, partial(self._ask, host))

    def _compare(self) -> None:
        for wanted in [each for each in self._wanted if each is not None]:
            hosts, size_bytes = wanted
            found = sum(self._last[host] - self._first[host] for host in hosts if host in self._last)
            if found >= size_bytes:
                self._wanted.discard(wanted)
                now = self._stage.recorder.now()
                event = Transferred(at_s=now, hosts=hosts, wanted_bytes=size_bytes, found_bytes=found)
                self._stage.recorder.record(event)
