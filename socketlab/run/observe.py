"""Looking at a host and recording what was seen; a look that fails is recorded too, not raised."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from typing import assert_never

from socketlab.errors import LabError
from socketlab.events import ConnectionSeen, CountersSeen, FileSeen, ProcessesSeen
from socketlab.hosts.model import HostPlan
from socketlab.record.observations import Observation
from socketlab.run.recorder import Recorder
from socketlab.runtimes.api import Runtime
from socketlab.runtimes.capabilities import (
    HandlesFiles,
    SeesCounters,
    SeesProcesses,
    TriesConnections,
)

CONNECT_TIMEOUT_S = 2.0
"""For a connection within one network, which is accepted or refused in milliseconds."""


def look(runtime: Runtime, recorder: Recorder, host: HostPlan, observation: Observation) -> None:
    """Do one planned observation."""
    match observation.kind:
        case "processes":
            recorder.record(_processes(runtime, recorder, host, str(observation.at)))
        case "counters":
            recorder.record(_counters(runtime, recorder, host, str(observation.at)))
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
