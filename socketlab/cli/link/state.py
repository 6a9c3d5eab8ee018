"""The links of a run that is up, as they are now."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

from socketlab.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Callable

    from socketlab.links.changes import ChangeInForce
    from socketlab.links.model import Conditions, Measured, PathPlan
    from socketlab.plan.model import Plan
    from socketlab.runtimes.api import Runtime, Signal
    from socketlab.runtimes.paths import ChangesLinks, ShapesLinks


@dataclass(frozen=True, slots=True, kw_only=True)
class PathState:
    """One direction between two groups of hosts.

    Args:
        source: The senders.
        destination: The receivers.
        declared: Each condition in words.
        measured: Each quantity in words, declared and measured; empty where all of it is changed.
        within: Whether all are within their tolerance.
        changed: Whether these are conditions of a change, in place of those of the scenario.
    """

    source: tuple[str, ...]
    destination: tuple[str, ...]
    declared: tuple[str, ...]
    measured: tuple[str, ...]
    within: bool
    changed: bool = False


def resumed(runtime: Runtime, run: str, runs: Path, sink: Callable[[Signal], None] = lambda _: None) -> Plan:
    """Take up a run that was left in place.

    Args:
        runtime: What it runs on; it is opened for the run.
        run: Its id.
        runs: Where evidence is.
        sink: What its hosts and its router say from now on.

    Returns:
        Its plan.

    Raises:
        LabError: when its evidence, a network or its router is gone.
        InvalidInput: when its evidence is damaged.
    """
    from socketlab.cli.kept import resuming
    from socketlab.judging.record import read_record
    from socketlab.run.kept import evidence_of
    from socketlab.run.session import ticket_for

    plan = read_record(evidence_of(runs, run)).plan
    resuming(runtime).resume(ticket_for(plan, keep=True), sink)
    return plan


def measured_now(runtime: Runtime, plan: Plan, *, thorough: bool) -> list[PathState]:
    """Measure the links of a run, and again where one is not within its tolerance.

    Args:
        runtime: What it runs on, opened for the run.
        plan: The run.
        thorough: With thousands of probes for each.

    Raises:
        InvalidInput: when it has no links.
        LabError: when its router does not answer.
    """
    from socketlab.run.links import ATTEMPTS

    if plan.links is None:
        raise InvalidInput(
            f'run {plan.run} of "{plan.scenario}" has no links', hint="add links: to the scenario"
        )
    for _ in range(ATTEMPTS):
        results = cast("ShapesLinks", runtime).measure_links(thorough=thorough)
        states = [_state(path, each) for path, each in zip(plan.links.paths, results, strict=True)]
        states += [_changed(each) for each in cast("ChangesLinks", runtime).links_changed(thorough=thorough)]
        if all(state.within for state in states):
            break
    return states


def _state(path: PathPlan, measured: Measured | None) -> PathState:
    from socketlab.links.wording import conditions_in_words

    words, within = _judged(path.conditions, measured)
    return PathState(
        source=path.source,
        destination=path.destination,
        declared=tuple(conditions_in_words(path.conditions)),
        measured=words,
        within=within,
    )


def _changed(change: ChangeInForce) -> PathState:
    from socketlab.links.wording import conditions_in_words

    words, within = _judged(change.conditions, change.measured)
    return PathState(
        source=change.route.source,
        destination=change.route.destination,
        declared=tuple(conditions_in_words(change.conditions)),
        measured=words,
        within=within,
        changed=True,
    )


def _judged(conditions: Conditions, measured: Measured | None) -> tuple[tuple[str, ...], bool]:
    """What was measured, in words, and whether it is as it should be."""
    from socketlab.language.figures import reading_in_words
    from socketlab.links.tolerance import readings

    found = list(readings(conditions, measured)) if measured is not None else []
    words = (reading_in_words(each.quantity, each.declared, each.measured, each.unit) for each in found)
    return tuple(words), all(each.within for each in found)
