"""The timeline of a run: its steps with their targets chosen and their texts complete."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

from socketlab.errors import InvalidInput
from socketlab.faults.api import Prepares
from socketlab.faults.paths import PathFault
from socketlab.hosts.model import HostPlan
from socketlab.language.selectors import EVERYTHING, Members, client_name, resolve
from socketlab.language.variables import finish
from socketlab.links.model import Route
from socketlab.plan.model import StepPlan
from socketlab.spec.scenario import ScenarioSpec
from socketlab.spec.timeline import TimelineStep


def plan_timeline(spec: ScenarioSpec, variables: Mapping[str, str], *, seed: int) -> tuple[StepPlan, ...]:
    """The timeline's steps.

    Args:
        spec: The scenario.
        variables: What a host may know, for its texts.
        seed: Decides which hosts a selector such as ``3 of clients`` comes to.
    """
    members = Members(
        hosts=tuple(spec.hosts), fleets={name: fleet.count for name, fleet in spec.fleets.items()}
    )
    return tuple(
        plan_step(number, item, members, variables, f"{seed}/step {number}")
        for number, item in enumerate(spec.timeline, start=1)
    )


def plan_step(
    number: int, item: TimelineStep, members: Members, variables: Mapping[str, str], seed: str
) -> StepPlan:
    """One step with its targets.

    Args:
        number: From 1, as written.
        item: What was written.
        members: The hosts and fleets.
        variables: What a host may know, for its texts.
        seed: Decides every choice.
    """
    fault = item.fault
    possible = members if fault.strikes_clients else Members(hosts=members.hosts, fleets={})
    return StepPlan(
        number=number,
        name=finish(item.name, variables) if item.name else f"{fault.word()} {fault.subject}",
        fault=fault.with_variables(variables),
        targets=resolve(fault.selectors, possible, seed=seed),
        routes=_routes(fault, members, seed) if isinstance(fault, PathFault) else (),
        trigger=item.trigger.planned(lambda texts: resolve(texts, members, seed=f"{seed} when"), variables),
        after_s=item.after,
        jitter_s=_jitter(item.jitter, item.trigger.times, seed) if item.jitter else (),
    )


def _jitter(most_s: float, times: int, seed: str) -> tuple[float, ...]:
    """A delay for each time of a step, evenly distributed from nothing to the most."""
    digits = 3 if most_s >= 0.1 else 6
    shares = (
        int.from_bytes(hashlib.sha256(f"{seed}/jitter {number}".encode()).digest()[:6]) / 2**48
        for number in range(1, times + 1)
    )
    return tuple(round(most_s * share, digits) for share in shares)


def _routes(fault: PathFault, members: Members, seed: str) -> tuple[Route, ...]:
    """The directions that a fault on paths acts on; ``*`` on the second side is everyone else."""
    first, second = (
        resolve(side, members, seed=f"{seed} {word}")
        for side, word in zip(fault.sides, ("first", "second"), strict=True)
    )
    if fault.sides[1] == (EVERYTHING,):
        second = tuple(name for name in second if name not in first)
    there = Route(source=first, destination=second)
    return (there, Route(source=second, destination=first)) if fault.both_ways else (there,)


def prepared(host: HostPlan, steps: Iterable[StepPlan], source: str) -> HostPlan:
    """A host as the faults need it that will strike it.

    Args:
        host: The host as it is without them.
        steps: The timeline.
        source: The scenario's file, for what a fault refuses.
    """
    for step in steps:
        if host.name in step.targets and isinstance(step.fault, Prepares):
            with refusals_of(step, source):
                host = step.fault.prepare(host)
    return host


@contextmanager
def refusals_of(step: StepPlan, source: str) -> Iterator[None]:
    """Name the step and the file in what its fault refuses."""
    try:
        yield
    except InvalidInput as error:
        message = f"step {step.number} ({step.name}): {error.message}"
        raise InvalidInput(message, hint=error.hint, source=source) from error


def strikes(steps: Iterable[StepPlan], fleet: str, count: int) -> bool:
    """Whether any step strikes a client of a fleet of ``count``."""
    clients = {client_name(fleet, index) for index in range(1, count + 1)}
    return any(clients & set(step.targets) for step in steps)
