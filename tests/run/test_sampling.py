"""Sampling hosts beside a run."""

from __future__ import annotations

import json
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from socketlab.collectors.resources import Resources
from socketlab.errors import LabError
from socketlab.events import Exited, FaultDone, Ready, Started
from socketlab.hosts.model import HostPlan
from socketlab.run.sampling import Sampling, collectors_for
from socketlab.runtimes.api import RunTicket
from socketlab.runtimes.fake.host import FakeHost, Image
from socketlab.runtimes.fake.runtime import FakeRuntime
from tests.records import a_client, a_host

SERVER, CLIENT = a_host(), a_client(1).host
HOSTS = (SERVER, CLIENT)


def stays(host: FakeHost) -> int:
    host.cpu_s = 1.5
    host.sleep(3600)
    return 0


class Ground:
    """A fake runtime with running hosts, and what was sampled of them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.began = time.monotonic()
        self.failing = set[str]()
        self.runtime = FakeRuntime(
            {"test/web": Image(stays), "test/caller": Image(stays)}, trouble=self._trouble
        )
        self.runtime.open(RunTicket(run="r", labels={}, lifetime_s=60), lambda _signal: None)
        for host in HOSTS:
            self.runtime.create(host)
            self.runtime.start(host)

    def _trouble(self, verb: str, host: str) -> None:
        if verb == "usage" and host in self.failing:
            raise LabError("the host has gone")

    def now(self) -> float:
        return time.monotonic() - self.began

    def sampling(self, interval_s: float) -> Sampling:
        return Sampling([Resources(self.runtime)], HOSTS, self.folder, self.now, interval_s=interval_s)

    def rows(self, host: HostPlan | None = None) -> list[dict[str, Any]]:
        file = self.folder / "samples" / "resources.jsonl"
        rows = [json.loads(line) for line in file.read_text().splitlines()] if file.is_file() else []
        return [row for row in rows if host is None or row["host"] == host.name]

    def wait_for_rows(self, count: int, host: HostPlan, seconds: float = 10) -> None:
        deadline = time.monotonic() + seconds
        while len(self.rows(host)) < count:
            assert time.monotonic() < deadline, self.rows()
            time.sleep(0.005)


@pytest.fixture
def ground(tmp_path: Path) -> Ground:
    return Ground(tmp_path)


def started(host: HostPlan) -> Started:
    return Started(at_s=0.1, host=host.name, placement="private", address="", gated=False)


def exited(host: HostPlan) -> Exited:
    return Exited(at_s=1.0, host=host.name, code=0)


def test_every_running_host_is_sampled_again_and_again(ground: Ground) -> None:
    with ground.sampling(0.01) as sampling:
        for host in HOSTS:
            sampling(started(host))
        for host in HOSTS:
            ground.wait_for_rows(3, host)
    (first, *_, last) = ground.rows(SERVER)
    assert first["cpu_s"] == 1.5
    assert first["at_s"] < last["at_s"]


def test_a_host_is_sampled_from_its_start_to_its_end_only(ground: Ground) -> None:
    with ground.sampling(0.01) as sampling:
        sampling(started(SERVER))
        ground.wait_for_rows(2, SERVER)
        assert ground.rows(CLIENT) == []
        sampling(started(CLIENT))
        ground.wait_for_rows(2, CLIENT)
        sampling(exited(SERVER))
        ground.wait_for_rows(len(ground.rows(CLIENT)) + 2, CLIENT)  # a round that began before is over
        seen = len(ground.rows(SERVER))
        ground.wait_for_rows(len(ground.rows(CLIENT)) + 3, CLIENT)
        assert len(ground.rows(SERVER)) == seen


@pytest.mark.parametrize(
    "event",
    [
        Ready(at_s=0.5, host=SERVER.name, how="journal"),
        FaultDone(at_s=0.5, step=1, name="signal", host=SERVER.name),
        exited(CLIENT),
    ],
)
def test_a_turning_point_has_a_round_of_its_own(ground: Ground, event: Ready | FaultDone | Exited) -> None:
    with ground.sampling(3600) as sampling:
        sampling(started(SERVER))
        sampling(started(CLIENT))
        sampling(event)
        ground.wait_for_rows(1, SERVER)


def test_a_sample_that_cannot_be_had_is_left_out(ground: Ground) -> None:
    ground.failing.add(SERVER.name)
    with ground.sampling(0.01) as sampling:
        for host in HOSTS:
            sampling(started(host))
        ground.wait_for_rows(3, CLIENT)
    assert ground.rows(SERVER) == []


def test_it_leaves_no_thread_behind(ground: Ground) -> None:
    before = set(threading.enumerate())
    with ground.sampling(0.01) as sampling:
        sampling(started(SERVER))
        ground.wait_for_rows(1, SERVER)
    left = [thread.name for thread in set(threading.enumerate()) - before if "sampl" in thread.name]
    assert left == []


def test_a_runtime_that_cannot_sample_is_refused() -> None:
    class Blind:
        name = "blind"

    with pytest.raises(LabError, match='the runtime "blind" cannot collect "resources"'):
        collectors_for(Blind())  # type: ignore[arg-type]
