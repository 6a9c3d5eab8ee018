"""A host runs short of something, and has it again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from socketlab.errors import InvalidInput, LabError
from socketlab.faults.api import Strike
from socketlab.faults.stress import Stress
from socketlab.hosts.model import HostPlan
from socketlab.runtimes.api import Status
from socketlab.runtimes.capabilities import DescriptorsLimited, Limits
from socketlab.runtimes.fake.links import LinkedFakeRuntime
from tests.faults.cuts import done, played
from tests.faults.test_api import Silent
from tests.records import a_host

FULL = (
    b"dd: error writing '/tmp/x': No space left on device\n16+0 records out\n1048576 bytes (1.0 MB) copied\n"
)


class Short(LinkedFakeRuntime):
    """One host that has sh, grep, dd and rm, and remembers what they did."""

    filled = FULL
    removed: tuple[int, bytes] = (0, b"")
    found: bytes | None = None
    running = True
    refuses = ""

    def __init__(self) -> None:
        super().__init__({})
        self.files: set[str] = set()
        self.busy = 0

    def status(self, _host: HostPlan) -> Status:
        return Status(running=self.running)

    def launch(self, _host: HostPlan, command: tuple[str, ...]) -> None:
        assert command[:2] == ("sh", "-c")
        self.busy += 1

    def execute(self, _host: HostPlan, command: tuple[str, ...]) -> tuple[int, bytes]:
        if command[0] == "dd":
            self.files.add(command[2].removeprefix("of="))
            return 1, self.filled
        if command[0] == "rm":
            self.files.discard(command[2])
            return self.removed
        found = f"{self.busy}\n".encode() if self.found is None else self.found
        if "-KILL" in command[2]:
            self.busy = 0
        return 0, found

    def limit(self, host: HostPlan, limits: Limits) -> Limits:
        if self.refuses == "limit" and limits.cpus != 0:
            raise LabError("cannot change the limits")
        return super().limit(host, limits)

    def limit_descriptors(self, host: HostPlan, number: int, *, key: str) -> DescriptorsLimited:
        self.descriptors = {(host.name, key): number}
        return DescriptorsLimited(processes=2, before=(1024, 4096))


def stress(**settings: Any) -> Stress:
    return Stress.model_validate({"host": "server", **settings})


def strike(runtime: Short, **settings: Any) -> Strike:
    host = a_host()
    machine = replace(host.machine, tmpfs=("/tmp:uid=5,size=1M", "/run", "/big:size=2g"), **settings)
    return Strike(runtime=runtime, hosts=(replace(host, machine=machine),), notices=Silent(), key="1")


@pytest.mark.parametrize(("lasts", "until_s"), [(", for: 200ms", 0.3), ("", 0.5)])
def test_limits_change_and_come_back_after_a_time_or_at_the_end(
    tmp_path: Path, lasts: str, until_s: float
) -> None:
    run, _ = played(tmp_path, f"{{at: 100ms, stress: {{host: server, cpus: 0.1, descriptors: 7{lasts}}}}}")
    assert done(run) == [
        (0.1, False, "descriptors from 1024 to 7 in 1 process, cpus from no limit to 0.1"),
        (until_s, True, "cpus from 0.1 to no limit, descriptors restored in 1 process"),
    ]
    assert run.result.outcome == "pass"


def test_every_limit_comes_back_to_what_the_plan_says() -> None:
    runtime = Short()
    occasion = strike(runtime, cpus=0.5, mem_limit_bytes=100_000_000, pids_limit=100)
    fault = stress(cpus=0.25, memory="64m", pids=10)
    assert fault.apply(occasion) == "cpus from 0.5 to 0.25, memory from 100000000 to 64m, pids from 100 to 10"
    assert fault.undo(occasion) == "cpus from 0.25 to 0.5, memory from 64m to 100000000, pids from 10 to 100"
    ((_, limits),) = runtime.limits.items()
    assert limits == Limits(cpus=0.5, memory_bytes=100_000_000, pids=100)


def test_what_had_no_limit_has_none_again() -> None:
    runtime = Short()
    occasion = strike(runtime, pids_limit=-1)
    fault = stress(memory="1g", pids=10)
    assert fault.apply(occasion) == "memory from no limit to 1g, pids from no limit to 10"
    assert fault.undo(occasion) == "memory from 1g to no limit, pids from 10 to no limit"
    assert list(runtime.limits.values()) == [Limits(cpus=0, memory_bytes=0, pids=0)]


def test_a_limit_that_held_before_is_no_fault() -> None:
    with pytest.raises(LabError, match="had these limits before"):
        stress(cpus=0.5).apply(strike(Short(), cpus=0.5))


def test_a_folder_is_filled_and_processors_are_busy_until_the_end_of_it() -> None:
    runtime = Short()
    fault, occasion = stress(fill="/tmp", load=1, descriptors=9), strike(runtime)
    assert fault.apply(occasion) == (
        "/tmp filled with 1048576 bytes, 1 process busy, descriptors from 1024 to 4096 to 9 in 2 processes"
    )
    assert (runtime.files, runtime.busy) == ({"/tmp/.socketlab-stress-1"}, 1)
    assert fault.undo(occasion) == "descriptors restored in 1 process, 1 process ended, /tmp has room again"
    assert (runtime.files, runtime.busy, runtime.descriptors) == (set(), 0, {})


def test_what_a_host_that_has_ended_took_with_it_is_not_undone() -> None:
    runtime = Short()
    fault, occasion = stress(fill="/tmp/", load=2), strike(runtime)
    fault.apply(occasion)
    runtime.running = False
    assert fault.undo(occasion) == "0 processes ended, /tmp/ has room again"
    assert runtime.busy == 2


def test_a_part_that_cannot_be_had_leaves_nothing_of_the_others() -> None:
    runtime = Short()
    runtime.refuses = "limit"
    with pytest.raises(LabError, match="cannot change the limits"):
        stress(fill="/tmp", load=2, cpus=0.1).apply(strike(runtime))
    assert (runtime.files, runtime.busy) == (set(), 0)


@pytest.mark.parametrize(
    "said", [b"", b"dd: no such file\n", b"0 bytes\nNo space left on device", b"5 bytes\n"]
)
def test_a_folder_that_is_not_full_afterwards_is_no_fault(said: bytes) -> None:
    runtime = Short()
    runtime.filled = said
    with pytest.raises(LabError, match='cannot fill "/tmp" of'):
        stress(fill="/tmp").apply(strike(runtime))
    assert runtime.files == set()


def test_a_file_that_cannot_be_removed_is_reported_once_the_rest_is_undone() -> None:
    runtime = Short()
    fault, occasion = stress(fill="/tmp", cpus=0.1), strike(runtime)
    fault.apply(occasion)
    runtime.removed = (1, b"rm: read-only\n")
    with pytest.raises(LabError, match=r'cannot empty "/tmp" of .*: rm says "rm: read-only"'):
        fault.undo(occasion)
    assert [limits.cpus for limits in runtime.limits.values()] == [0]


@pytest.mark.parametrize("found", [b"", b"1\n", b"grep: not found\n"])
def test_processes_that_are_not_found_are_no_load(found: bytes) -> None:
    runtime = Short()
    runtime.found = found
    with pytest.raises(LabError, match="of 2 processes keep a processor") as caught:
        stress(load=2).apply(strike(runtime))
    assert "sh and grep" in str(caught.value)
    assert runtime.busy == 0


@pytest.mark.parametrize("folder", ["/srv", "/run", "/big", "/tmp/inside"])
def test_only_a_folder_in_memory_with_a_size_may_be_filled(folder: str) -> None:
    (host,) = strike(Short()).hosts
    with pytest.raises(InvalidInput, match="is not a tmpfs with a size of at most 1g"):
        stress(fill=folder).prepare(host)


def test_a_host_is_planned_as_it_is() -> None:
    (host,) = strike(Short()).hosts
    for fault in (stress(fill="/tmp"), stress(fill="/dev/shm/"), stress(cpus=1)):
        assert fault.prepare(host) is host


@pytest.mark.parametrize(
    "settings",
    [{}, {"for": "1s"}, {"memory": 0}, {"memory": "1m"}, {"pids": 0}, {"cpus": 0}, {"descriptors": 0}],
)
def test_settings_that_take_nothing_or_everything_are_refused(settings: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        stress(**settings)
