"""The hosts that a timeline names: whether there are such, and whether a fault may strike them.

This reads the plain tree, not the models, so that a wrong name is reported together with every other mistake
of the file.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from socketlab.errors import Problem
from socketlab.faults import FAULTS
from socketlab.faults.api import Fault
from socketlab.language.document import Document, YAMLPath
from socketlab.language.kinds import words_of
from socketlab.language.selectors import Members, Selector, parse_selector, selector_problem
from socketlab.language.variables import is_late, names_in

_ANY_SIZE = 10**6
"""Taken for the size of a fleet whose count is wrong: that is a problem of its own."""


def target_problems(document: Document, tree: dict[str, Any]) -> Iterator[Problem]:
    """A problem for each selector of the timeline that selects nothing, or what must not be struck."""
    members = members_of(tree)
    for path, text in _selectors(tree, ("when",)):
        yield from _named(document, path, text, members)
    for fault in FAULTS:
        for path, text in _selectors(tree, words_of((fault,))):
            yield from _struck(document, path, text, fault, members)
            yield from _harm_to_the_lab(document, path, text, tree)


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
    document: Document, path: YAMLPath, text: str, tree: dict[str, Any]
) -> Iterator[Problem]:
    selector, hosts = _parsed(text), _section(tree, "hosts")
    struck = members_of(tree).of(selector.group) if selector is not None else ()
    for host in struck:
        definition = hosts.get(host)
        if isinstance(definition, dict) and "lab" in definition:
            message = f'"{host}" belongs to the standing lab and must not be harmed (use service for a copy)'
            yield document.problem(path, message)


def _selectors(tree: dict[str, Any], words: tuple[str, ...]) -> Iterator[tuple[YAMLPath, str]]:
    """Each text under ``host`` of a timeline's items, with its place."""
    items = tree.get("timeline")
    for number, item in enumerate(items if isinstance(items, list) else ()):
        for word in words if isinstance(item, dict) else ():
            settings = item.get(word)
            asked = settings.get("host") if isinstance(settings, dict) else None
            path: YAMLPath = ("timeline", number, word, "host")
            if isinstance(asked, str):
                yield path, asked
            for index, text in enumerate(asked if isinstance(asked, list) else ()):
                if isinstance(text, str):
                    yield (*path, index), text


def _parsed(text: str) -> Selector | None:
    """The selector, unless its form is wrong or a variable has no value: a problem reported elsewhere."""
    if not all(is_late(variable) for variable in names_in(text)):
        return None
    try:
        return parse_selector(text)
    except ValueError:
        return None


def members_of(tree: dict[str, Any]) -> Members:
    """The hosts and fleets that a plain tree declares."""
    fleets = {name: _size(fleet) for name, fleet in _section(tree, "fleets").items()}
    return Members(hosts=tuple(_section(tree, "hosts")), fleets=fleets)


def _size(fleet: Any) -> int:
    count = fleet.get("count", 1) if isinstance(fleet, dict) else _ANY_SIZE
    return count if isinstance(count, int) and not isinstance(count, bool) and count > 0 else _ANY_SIZE


def _section(tree: dict[str, Any], name: str) -> dict[str, Any]:
    value = tree.get(name)
    return value if isinstance(value, dict) else {}
