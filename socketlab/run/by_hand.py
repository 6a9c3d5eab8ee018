"""Faults that are injected, and links that are changed, by hand in a run that was left in place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from socketlab.errors import InvalidInput, LabError
from socketlab.faults.api import ByRouter, Lasting, Strike
from socketlab.hosts.model import HostPlan
from socketlab.language.figures import counted
from socketlab.plan.model import Plan, StepPlan
from socketlab.runtimes.api import Runtime
from socketlab.runtimes.paths import ChangesLinks


@dataclass(frozen=True, slots=True)
class Silent:
    """Nothing plays the run: what a fault reports has no reader."""

    def down(self, host: HostPlan) -> None:
        """See :class:`~socketlab.faults.api.Notices`."""

    def still_up(self, host: HostPlan) -> None:
        """See :class:`~socketlab.faults.api.Notices`."""

    def returning(self, host: HostPlan) -> None:
        """See :class:`~socketlab.faults.api.Notices`."""

    def up(self, host: HostPlan) -> None:
        """See :class:`~socketlab.faults.api.Notices`."""

    def lost(self, host: HostPlan, message: str) -> None:
        """See :class:`~socketlab.faults.api.Notices`."""

    def killed(self, host: HostPlan, signal: str, grace_s: float) -> None:
        """See :class:`~socketlab.faults.api.Notices`."""


def inject(
    plan: Plan,
    step: StepPlan,
    runtime: Runtime,
    *,
    key: str,
    told: Callable[[str], None],
    wait: Callable[[float], None],
) -> None:
    """Inject a fault, and undo it when its time is over, or when the wait for that is interrupted.

    Args:
        plan: The run.
        step: The fault with its targets.
        runtime: What the run is on, opened for it.
        key: Distinguishes this occasion from all others: letters and digits.
        told: Gets what was done.
        wait: Waits for a number of seconds.

    Raises:
        InvalidInput: when the router is not between the hosts whose paths it is about.
        LabError: when it cannot be injected or undone, or had no effect.
    """
    _require_router(plan, step)
    if isinstance(step.fault, ByRouter):
        if plan.links is None:
            raise InvalidInput(
                f"{step.name}: the run has no router",
                hint="leave a run with --keep whose timeline has such a fault",
            )
        step.fault.require(plan.links)
    hosts = tuple(host for host in plan.everyone if host.name in step.targets)
    strike = Strike(runtime=runtime, hosts=hosts, notices=Silent(), routes=step.routes, key=key)
    fault = step.fault
    told(f"{step.name}: {fault.apply(strike) or 'in force'}")
    if not isinstance(fault, Lasting) or fault.lasts_s is None:
        return
    try:
        wait(fault.lasts_s)
    finally:
        told(f"{step.name}: {fault.undo(strike)}")


def set_conditions(plan: Plan, step: StepPlan, runtime: Runtime, *, key: str) -> str:
    """Put other conditions on links, until they are reset.

    Args:
        plan: The run.
        step: The fault with its paths.
        runtime: What the run is on, opened for it.
        key: Distinguishes this occasion from all others: letters and digits.

    Returns:
        What was done.

    Raises:
        InvalidInput: when the router is not between the hosts, or it does not fit what was declared.
        LabError: when the router lacks a mechanism, or does not answer.
    """
    _require_router(plan, step)
    strike = Strike(runtime=runtime, hosts=(), notices=Silent(), routes=step.routes, key=key)
    return f"{step.name}: {step.fault.apply(strike)}"


def reset_conditions(runtime: Runtime) -> str:
    """Return all links to what was declared.

    Args:
        runtime: What the run is on, opened for it.

    Returns:
        What was done.

    Raises:
        LabError: when the runtime has no links, or the router does not answer.
    """
    if not isinstance(runtime, ChangesLinks):
        raise LabError(f"{runtime.name} has no links")
    restored = runtime.restore_links(None)
    if not restored:
        return "nothing was changed"
    passed = counted(sum(restored.values()), "packet", "packets")
    return f"{counted(len(restored), 'change', 'changes')} ended, {passed} passed meanwhile"


def _require_router(plan: Plan, step: StepPlan) -> None:
    networks = {host.name: frozenset(host.networks) for host in plan.everyone}
    for route in step.routes:
        for one, other in route.pairs:
            if networks[one] & networks[other]:
                raise InvalidInput(
                    f'"{one}" and "{other}" are on one network, without the router between them',
                    hint="put a link between them in the scenario, and call socketlab up again",
                )
