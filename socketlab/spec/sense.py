"""Settings that are possible by themselves and prove nothing together: found before a run starts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from socketlab.errors import Problem
from socketlab.language.bounds import Count, Limits
from socketlab.language.document import Document, YAMLPath
from socketlab.language.patterns import Sought
from socketlab.language.units import format_duration
from socketlab.language.wording import as_text, cut, is_same, listed, one_of, suggestion
from socketlab.spec.scenario import FleetSpec
from socketlab.spec.timeline import TimelineStep


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What the parts of a scenario are compared with, in one combination.

    Args:
        sizes: The size of each fleet whose count is right.
        timeout_s: From the release to the last client's end, at most.
    """

    sizes: Mapping[str, int]
    timeout_s: float


def senseless(document: Document, path: YAMLPath, model: BaseModel, frame: Frame) -> Iterator[Problem]:
    """A problem for each setting of a part that can never matter, or that no run can fulfil.

    Args:
        document: The file, for the places.
        path: Where the part is.
        model: The part.
        frame: What it is compared with.
    """
    if isinstance(model, FleetSpec):
        last_s = model.release_s(model.count)
        if last_s > frame.timeout_s:
            message = f"the last client would be released at {format_duration(last_s)}, {_after(frame)}"
            yield document.problem((*path, "start"), message)
        return
    for where, inner in _models(model, path):
        for place, message in _senseless(inner, frame):
            yield document.problem((*where, *place), message)


def without_effect(document: Document, tree: Mapping[str, Any]) -> Iterator[Problem]:
    """A problem for a scenario in which no client is started and no fault is injected."""
    if not tree.get("fleets") and not tree.get("timeline"):
        message = "no fleets and no timeline: nothing would happen (add one of them)"
        yield document.problem(("fleets",), message)


def outside_problems(document: Document, tree: Mapping[str, Any]) -> Iterator[Problem]:
    """A problem for a scenario without hosts and without a route out, or with a way around its router."""
    if not (tree.get("hosts") or tree.get("outside")):
        message = "no hosts (add one, or outside: true for fleets that call something outside)"
        yield document.problem(("hosts",), message)
    routed = next((key for key in ("networks", "links") if tree.get(key)), None)
    if routed and tree.get("outside"):
        message = f'"{routed}" needs a network without any other route (remove outside or {routed})'
        yield document.problem(("outside",), message)


def foreign_kinds(document: Document, path: YAMLPath, tree: Any) -> Iterator[Problem]:
    """A problem for each ``kind``, which only a stored plan has."""
    for key, value in tree.items() if isinstance(tree, dict) else ():
        if key != "where" and isinstance(value, dict) and "kind" in value:
            yield document.problem((*path, key, "kind"), '"kind" is not known here (remove it)')


def where_problems(document: Document, path: YAMLPath, tree: Any, matrix: Any) -> Iterator[Problem]:
    """A problem for each combination of a check that the matrix does not have: it would never be asked.

    Args:
        document: The file, for the places.
        path: Where the check is.
        tree: The check as a plain value.
        matrix: The scenario's matrix as a plain value.
    """
    where = tree.get("where") if isinstance(tree, dict) else None
    axes: dict[str, Any] = matrix if isinstance(matrix, dict) else {}
    for axis, wanted in (where if isinstance(where, dict) else {}).items():
        place = (*path, "where", axis)
        if axis not in axes:
            known = f"its axes are {listed(axes)}" if axes else "the scenario has no matrix"
            message = f'the matrix has no axis "{cut(axis)}" ({suggestion(axis, axes) or known})'
            yield document.problem(place, message)
            continue
        found = axes[axis] if isinstance(axes[axis], list) else []
        values = [value for value in found if isinstance(value, str | int | float)]
        if not values:  # the matrix is wrong, and says so
            continue
        if wanted == []:
            yield document.problem(place, "must not be empty: the check would never be asked")
        for value in wanted if isinstance(wanted, list) else [wanted]:
            if isinstance(value, str | int | float) and not any(is_same(value, one) for one in values):
                yield document.problem(place, _never(axis, value, values))


def _never(axis: str, value: Any, values: list[Any]) -> str:
    alike = next((one for one in values if as_text(one) == as_text(value)), None)
    if alike is not None:
        kind = "a text" if isinstance(alike, str) else "not a text"
        advice = "put it in quotes" if isinstance(alike, str) else "write it without quotes"
        return f'"{cut(axis)}" is never "{cut(as_text(value))}": in the matrix it is {kind} ({advice})'
    known = [as_text(one) for one in values]
    hint = suggestion(as_text(value), known) or one_of(known)
    return f'"{cut(axis)}" is never "{cut(as_text(value))}" ({hint})'


def _models(model: BaseModel, path: YAMLPath) -> Iterator[tuple[YAMLPath, BaseModel]]:
    """A model and those in it, each with its place."""
    yield path, model
    for name in model.model_fields_set:
        value = getattr(model, name)
        if isinstance(value, BaseModel):
            yield from _models(value, (*path, type(model).model_fields[name].alias or name))


def _senseless(model: BaseModel, frame: Frame) -> Iterator[tuple[YAMLPath, str]]:
    if isinstance(model, Count) and model.at_least == 0 and model.at_most is None:
        yield ("at_least",), "0 or more is any number (raise at_least, or add at_most)"
    if isinstance(model, Limits):
        yield from _limits(model, frame)
    if isinstance(model, Sought):
        yield from _sought(model)
    if isinstance(model, TimelineStep):
        yield from _steps(model, frame)
    moment = getattr(model, "at", None)
    if isinstance(moment, float) and moment > frame.timeout_s:
        yield ("at",), f"{format_duration(moment)} is {_after(frame)}"
    if getattr(model, "lasts", None) == 0:
        yield ("for",), "must be more than 0s"
    clients, fleet = getattr(model, "clients", None), getattr(model, "fleet", None)
    size = frame.sizes.get(fleet) if isinstance(fleet, str) else None
    if isinstance(clients, Count) and size is not None and (clients.at_least or 0) > size:
        yield ("clients",), f'"{fleet}" has {size} clients, fewer than {clients.at_least}'


def _limits(limits: Limits, frame: Frame) -> Iterator[tuple[YAMLPath, str]]:
    if limits.at_most == 0:
        yield ("at_most",), "must be more than 0s"
    if limits.at_least == 0 and limits.at_most is None:
        yield ("at_least",), "0s or more is any time (raise at_least, or add at_most)"
    if limits.at_least is not None and limits.at_least > frame.timeout_s:
        yield ("at_least",), f"{format_duration(limits.at_least)} is {_after(frame)}"


def _steps(step: TimelineStep, frame: Frame) -> Iterator[tuple[YAMLPath, str]]:
    """The last repetition, or a delay after what a step waits for, must come before the run's end."""
    if step.after > frame.timeout_s:
        yield ("after",), f"{format_duration(step.after)} is {_after(frame)}"
    if step.jitter > frame.timeout_s:
        yield ("jitter",), f"{format_duration(step.jitter)} is {_after(frame)}"
    last_s = step.trigger.moments()[-1] if step.every is not None else 0.0
    if last_s > frame.timeout_s:
        key = "times" if step.lasts is None else "for"
        yield (key,), f"the last time would come at {format_duration(last_s)}, {_after(frame)}"


def _sought(sought: Sought) -> Iterator[tuple[YAMLPath, str]]:
    if sought.contains is not None and "\n" in sought.contains:
        yield ("contains",), "a line has no line feed in it (write one check for each line)"


def _after(frame: Frame) -> str:
    return f"after the timeout of {format_duration(frame.timeout_s)}"
