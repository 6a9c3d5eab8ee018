"""Observing a host and recording what was seen; an observation that fails is recorded, not raised."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import assert_never

from socketlab.errors import LabError
from socketlab.events import ConnectionSeen, CountersSeen, FileSeen, ProcessesSeen
from socketlab.hosts.model import HostPlan
from socketlab.hosts.sockets import SocketsSeen
from socketlab.plan.model import Plan
from socketlab.record.observations import Observation
from socketlab.run.loop import Loop
from socketlab.run.recorder import Recorder
from socketlab.run.stage import Stage
from socketlab.runtimes.api import Runtime
from socketlab.runtimes.capabilities import (
    HandlesFiles,
    SeesCounters,
    SeesProcesses,
    SeesSockets,
    TriesConnections,
)

CONNECT_TIMEOUT_S = 2.0
"""For a connection within one network, which is accepted or refused in milliseconds."""


class Observing:
    """Makes a plan's observations, each at its moment.

    Args:
        runtime: What the hosts run on.
        plan: The run.
        stage: Its hosts.
        loop: The player's inbox, pool and timers.
    """

    def __init__(self, runtime: Runtime, plan: Plan, stage: Stage, loop: Loop) -> None:
        self._runtime = runtime
        self._observations = plan.observations
        self._stage = stage
        self._loop = loop

    def prepare(self) -> None:
        """Do beforehand what some observations need."""
        for host in sorted({each.host for each in self._observations if each.kind == "connection"}):
            plan = self._stage.actor(host).plan
            self._loop.call(f"prepare for {host}", partial(prepare, self._runtime, plan))

    def plan_from(self, released_s: float) -> None:
        """Set timers for those that come some time after the release."""
        for observation in self._observations:
            if not isinstance(observation.at, str):
                self._loop.at(released_s + observation.at, partial(self._begin, observation))

    def observe(self, moment: str, settle: Callable[[], None]) -> None:
        """Make those of the start or the end; those that a server notices come after all others.

        Args:
            moment: ``start`` or ``end``.
            settle: Waits for the calls under way.
        """
        due = [each for each in self._observations if each.at == moment and each.kind != "stop"]
        for active in (False, True):
            for observation in due:
                if observation.is_active is active:
                    self._begin(observation)
            settle()

    def _begin(self, observation: Observation) -> None:
        host, recorder = self._stage.actor(observation.host).plan, self._stage.recorder
        self._loop.call(f"observe {host.name}", lambda: look(self._runtime, recorder, host, observation))


def look(runtime: Runtime, recorder: Recorder, host: HostPlan, observation: Observation) -> None:
    """Do one planned observation."""
    match observation.kind:
        case "processes":
            recorder.record(_processes(runtime, recorder, host, str(observation.at)))
        case "counters":
            recorder.record(_counters(runtime, recorder, host, str(observation.at)))
        case "sockets":
            recorder.record(_sockets(runtime, recorder, host, str(observation.at)))
        case "file":
            recorder.record(_file(runtime, recorder, host, observation))
        case "connection":
            recorder.record(_connection(runtime, recorder, host, observation))
        case "stop":
            raise AssertionError(f"{host.name} is asked to stop when all else is observed")
        case _:
            assert_never(observation.kind)


def prepare(runtime: Runtime, host: HostPlan) -> None:
    """Do beforehand what an observation of a host needs; where that fails, the observation says why."""
    if isinstance(runtime, TriesConnections):
        with contextlib.suppress(LabError):
            runtime.prepare_connections(host)


def place_files(runtime: Runtime, recorder: Recorder, host: HostPlan) -> None:
    """Put a created host's files in place and record their digests.

    Raises:
        LabError: when one cannot be put there.
    """
    if not host.files:
        return
    if not isinstance(runtime, HandlesFiles):
        raise LabError(f'{runtime.name} cannot put files on "{host.name}"')
    for file in host.files:
        recorder.record(replace(runtime.place(host, file), at_s=recorder.now()))


def _processes(runtime: Runtime, recorder: Recorder, host: HostPlan, moment: str) -> ProcessesSeen:
    rows, trouble = None, f"{runtime.name} cannot see processes"
    if isinstance(runtime, SeesProcesses):
        try:
            rows, trouble = runtime.processes(host), ""
        except LabError as error:
            trouble = str(error)
    return ProcessesSeen(at_s=recorder.now(), host=host.name, moment=moment, rows=rows, trouble=trouble)


def _counters(runtime: Runtime, recorder: Recorder, host: HostPlan, moment: str) -> CountersSeen:
    counters, trouble = None, f"{runtime.name} cannot read counters"
    if isinstance(runtime, SeesCounters):
        try:
            counters, trouble = runtime.counters(host), ""
        except LabError as error:
            trouble = str(error)
    now = recorder.now()
    return CountersSeen(at_s=now, host=host.name, moment=moment, counters=counters, trouble=trouble)


def _sockets(runtime: Runtime, recorder: Recorder, host: HostPlan, moment: str) -> SocketsSeen:
    rows, trouble = None, f"{runtime.name} cannot see connections"
    if isinstance(runtime, SeesSockets):
        try:
            rows, trouble = runtime.sockets(host), ""
        except LabError as error:
            trouble = str(error)
    return SocketsSeen(at_s=recorder.now(), host=host.name, moment=moment, rows=rows, trouble=trouble)


def _file(runtime: Runtime, recorder: Recorder, host: HostPlan, observation: Observation) -> FileSeen:
    name = observation.name or observation.path
    if not isinstance(runtime, HandlesFiles):
        trouble = f"{runtime.name} cannot read files"
        return FileSeen(at_s=recorder.now(), host=host.name, path=name, trouble=trouble)
    return replace(runtime.digest(host, observation.path), path=name, at_s=recorder.now())


def _connection(
    runtime: Runtime, recorder: Recorder, host: HostPlan, observation: Observation
) -> ConnectionSeen:
    connection, trouble = None, f"{runtime.name} cannot try connections"
    port = observation.port or 0
    if isinstance(runtime, TriesConnections):
        try:
            connection, trouble = runtime.try_connection(host, port, timeout_s=CONNECT_TIMEOUT_S), ""
        except LabError as error:
            trouble = str(error)
    return ConnectionSeen(
        at_s=recorder.now(),
        host=host.name,
        moment=str(observation.at),
        port=port,
        outcome=connection.outcome if connection else None,
        took_s=connection.took_s if connection else None,
        trouble=trouble,
    )
