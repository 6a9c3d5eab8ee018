"""The hosts that a timeline names: whether there are such, and whether a fault may strike them.

This reads the plain tree, not the models, so that a wrong name is reported together with every other mistake
of the file.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from socketlab.errors import Problem
from socketlab.faults import FAULTS
from socketlab.faults.api import Fault
from socketlab.language.document import Document, YAMLPath
from socketlab.language.selectors import EVERYTHING, Members, Selector, parse_selector, selector_problem
from socketlab.language.variables import is_late, names_in

_SELECTING = ("host", "between", "from", "to")
"""The settings that select hosts."""

ANY_SIZE = 10**6
"""Taken for the size of a fleet whose count is wrong: that is a problem of its own."""


def target_problems(
    document: Document, path: YAMLPath, step: Any, members: Members, lab: Collection[str]
) -> Iterator[Problem]:
    """A problem for each selector of a step that selects nothing, or that selects what must not be struck.

    Args:
        document: The file, for the places.
        path: Where the step is.
        step: The step as a plain value.
        members: The hosts and fleets of the scenario.
        lab: Its hosts that belong to the standing lab.
    """
    for place, text in _selectors(path, step, "when"):
        yield from _named(document, place, text, members)
    for fault in FAULTS:
        for place, text in _selectors(path, step, fault.word()):
            yield from _struck(document, place, text, fault, members)
            yield from _harm_to_the_lab(document, place, text, members, lab)


def _struck(
    document: Document, path: YAMLPath, text: str, fault: type[Fault], members: Members
) -> Iterator[Problem]:
    if fault.strikes_clients:
        yield from _named(document, path, text, members)
        return
    selector = _parsed(text)
    if selector is not None and selector.group in members.fleets:
        message = f'"{selector.group}" is a fleet, and {fault.word()} acts on hosts only (name a host)'
        yield document.problem(path, message)
    else:
        yield from _named(document, path, text, Members(hosts=members.hosts, fleets={}))


def _named(document: Document, path: YAMLPath, text: str, members: Members) -> Iterator[Problem]:
    problem = selector_problem(text, members) if _parsed(text) is not None else None
    if problem is not None:
        yield document.problem(path, problem)


def _harm_to_the_lab(
    document: Document, path: YAMLPath, text: str, members: Members, lab: Collection[str]
) -> Iterator[Problem]:
    selector = _parsed(text) if lab else None
    if selector is None:
        return
    for host in members.hosts:
        if host in lab and selector.group in (host, EVERYTHING):
            message = f'"{host}" belongs to the standing lab and must not be harmed (use service for a copy)'
            yield document.problem(path, message)


def _selectors(step_path: YAMLPath, step: Any, word: str) -> Iterator[tuple[YAMLPath, str]]:
    """Each text that selects hosts in a step's fault or trigger, with its place."""
    settings = step.get(word) if isinstance(step, dict) else None
    if isinstance(settings, dict):
        for key in _SELECTING:
            yield from _texts(settings.get(key), (*step_path, word, key))


def _texts(value: Any, path: YAMLPath) -> Iterator[tuple[YAMLPath, str]]:
    """A text, those of a list, or those of the lists in a list."""
    if isinstance(value, str):
        yield path, value
    for index, each in enumerate(value if isinstance(value, list) else ()):
        yield from _texts(each, (*path, index))


def _parsed(text: str) -> Selector | None:
    """The selector, unless its form is wrong or a variable has no value: a problem reported elsewhere."""
    if not all(is_late(variable) for variable in names_in(text)):
        return None
    try:
        return parse_selector(text)
    except ValueError:
        return None
