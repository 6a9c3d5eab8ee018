"""The timeline of a run: its steps with their texts finished."""

from __future__ import annotations

import re
from collections.abc import Mapping

from socketlab.language.variables import finish
from socketlab.plan.model import StepPlan
from socketlab.spec.scenario import ScenarioSpec
from socketlab.spec.timeline import ExecFault, FaultSpec, When


def plan_timeline(spec: ScenarioSpec, variables: Mapping[str, str]) -> tuple[StepPlan, ...]:
    """The timeline's steps.

    Args:
        spec: The scenario.
        variables: What a host may know, for its texts.
    """
    return tuple(
        StepPlan(
            number=number,
            name=finish(item.name, variables) if item.name else f"{item.fault.kind} {item.fault.host}",
            fault=_finished_fault(item.fault, variables),
            at_s=item.at,
            when=None if item.when is None else _finished_line(item.when, variables),
            after_s=item.after,
        )
        for number, item in enumerate(spec.timeline, start=1)
    )


def _finished_fault(fault: FaultSpec, variables: Mapping[str, str]) -> FaultSpec:
    if not isinstance(fault, ExecFault):
        return fault
    return fault.model_copy(update={"command": tuple(finish(word, variables) for word in fault.command)})


def _finished_line(when: When, variables: Mapping[str, str]) -> When:
    """In a pattern, a variable's value is taken as it is."""
    if when.matches is None:
        return when.model_copy(update={"contains": finish(when.contains or "", variables)})
    literal = {name: re.escape(value) for name, value in variables.items()}
    return when.model_copy(update={"matches": finish(when.matches, literal)})
