"""Both runtimes, each opened for a test and swept after it."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator

import pytest

from socketlab import labels
from socketlab.hosts.model import NetworkPlan
from socketlab.plan.addresses import candidate_subnets
from socketlab.runtimes.api import RunTicket, Runtime
from socketlab.runtimes.docker.runtime import DockerRuntime
from socketlab.runtimes.fake.host import Image
from socketlab.runtimes.fake.links import LinkedFakeRuntime
from socketlab.runtimes.owner import this_process
from tests.runtimes.ground import BEHAVIOURS, Ground


@pytest.fixture(params=["fake", pytest.param("docker", marks=pytest.mark.docker)])
def ground(request: pytest.FixtureRequest) -> Iterator[Ground]:
    """An opened runtime with a network; whatever a test leaves is swept."""
    runtime: Runtime
    if request.param == "docker":
        runtime = DockerRuntime()
    else:
        runtime = LinkedFakeRuntime({name: Image(program) for name, (program, _) in BEHAVIOURS.items()})
    run = "contract" + secrets.token_hex(3)
    ground = Ground(runtime, run)
    marks = {
        labels.RUN: run,
        labels.SCENARIO: "contract",
        labels.OWNER: this_process(),
        labels.EXPIRES: str(int(time.time()) + 600),
    }
    runtime.open(RunTicket(run=run, labels=marks, lifetime_s=600), ground.sink)
    runtime.add_network(NetworkPlan(name=f"socketlab-{run}", subnets=candidate_subnets(run, hosts=20)))
    try:
        yield ground
    finally:
        runtime.sweep(runtime.leftovers(run))
        left = runtime.leftovers(run)
        runtime.close()
        assert left == ()
