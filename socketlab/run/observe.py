"""Looking at a host and recording what was seen; a look that fails is recorded too, not raised."""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from socketlab.errors import LabError
from socketlab.events import CountersSeen, FileSeen, ProcessesSeen
from socketlab.hosts.model import HostPlan
from socketlab.plan.model import ObservationPlan
from socketlab.run.recorder import Recorder
from socketlab.runtimes.api import Runtime
from socketlab.runtimes.capabilities import HandlesFiles, SeesCounters, SeesProcesses


def look(runtime: Runtime, recorder: Recorder, host: HostPlan, observation: ObservationPlan) -> None:
    """Do one planned observation."""
    match observation.kind:
        case "processes":
            recorder.record(_processes(runtime, recorder, host, str(observation.at)))
        case "counters":
            recorder.record(_counters(runtime, recorder, host, str(observation.at)))
        case "file":
            recorder.record(_file(runtime, recorder, host, observation.path))
        case _:
            assert_never(observation.kind)


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


def _file(runtime: Runtime, recorder: Recorder, host: HostPlan, path: str) -> FileSeen:
    if not isinstance(runtime, HandlesFiles):
        trouble = f"{runtime.name} cannot read files"
        return FileSeen(at_s=recorder.now(), host=host.name, path=path, trouble=trouble)
    return replace(runtime.digest(host, path), at_s=recorder.now())
