"""A strike, and what a fault need not say."""

from __future__ import annotations

from typing import Literal

import pytest

from socketlab.errors import LabError
from socketlab.faults.api import HostFault, Strike
from socketlab.hosts.model import HostPlan
from socketlab.runtimes.capabilities import Executes, SendsSignals
from socketlab.runtimes.fake.runtime import FakeRuntime
from tests.records import a_host


class Silent:
    def down(self, host: HostPlan) -> None: ...
    def returning(self, host: HostPlan) -> None: ...
    def up(self, host: HostPlan) -> None: ...
    def still_up(self, host: HostPlan) -> None: ...
    def lost(self, host: HostPlan, message: str) -> None: ...
    def killed(self, host: HostPlan, signal: str, grace_s: float) -> None: ...


class Bare:
    name = "bare"


class Harmless(HostFault):
    kind: Literal["harmless"] = "harmless"

    def apply(self, strike: Strike) -> str:
        return f"nothing done to {len(strike.hosts)}"


def test_a_runtime_is_handed_out_as_the_capability_that_it_has() -> None:
    runtime = FakeRuntime({})
    strike = Strike(runtime=runtime, hosts=(a_host(),), notices=Silent())
    assert strike.capability(Executes) is runtime


def test_a_runtime_that_lacks_the_capability_is_an_error_with_both_names() -> None:
    strike = Strike(runtime=Bare(), hosts=(), notices=Silent())  # type: ignore[arg-type]
    with pytest.raises(LabError, match=r'^bare lacks the capability "signals"$'):
        strike.capability(SendsSignals)


def test_a_fault_that_says_nothing_may_strike_clients_and_ends_no_host() -> None:
    fault = Harmless.model_validate({"host": "server"})
    assert (fault.strikes_clients, fault.together, fault.ends_host, fault.needs) == (True, False, False, ())
    assert fault.with_variables({"run": "r"}) is fault
