"""Names that point at each other inside one scenario: fleets and hosts that checks ask about.

This reads the plain tree, not the models, so that a wrong name is reported together with every other
mistake of the file.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from socketlab.errors import Problem
from socketlab.language.document import Document, YAMLPath
from socketlab.language.variables import is_late, names_in
from socketlab.language.wording import as_text, one_of, suggestion
from socketlab.spec.checks import KINDS
from socketlab.spec.targets import target_problems


def reference_problems(document: Document, tree: dict[str, Any]) -> list[Problem]:
    """A problem for each check that asks about a fleet or host nobody declared, and for name clashes."""
    problems = []
    for role, section in (("fleet", "fleets"), ("host", "hosts")):
        members = tree.get(section)
        if not isinstance(members, dict):
            continue
        for path, asked in _asked(tree, "checks", KINDS, role):
            if asked not in members and is_settled(asked):
                hint = suggestion(asked, members) or f"declared are {', '.join(members) or 'none'}"
                problems.append(document.problem(path, f'no {role} "{asked}" ({hint})'))
    if not tree.get("fleets") and not tree.get("timeline"):
        message = "nothing happens in it (give it fleets, or a timeline)"
        problems.append(document.problem(("fleets",), message))
    problems += [*_wrong_cells(document, tree), *_clashes(document, tree)]
    return [*problems, *target_problems(document, tree)]


def is_settled(name: str) -> bool:
    """Whether nothing in a name is still to be told: an unknown variable is a problem of its own."""
    return all(is_late(variable) for variable in names_in(name))


def _asked(
    tree: dict[str, Any], section: str, kinds: tuple[str, ...], role: str
) -> Iterator[tuple[YAMLPath, str]]:
    items = tree.get(section)
    for number, item in enumerate(items if isinstance(items, list) else ()):
        for kind in kinds if isinstance(item, dict) else ():
            settings = item.get(kind)
            asked = settings.get(role) if isinstance(settings, dict) else None
            if isinstance(asked, str):
                yield (section, number, kind, role), asked


def _wrong_cells(document: Document, tree: dict[str, Any]) -> Iterator[Problem]:
    """Checks for cells that the matrix has not: they would never be asked."""
    matrix, checks = tree.get("matrix"), tree.get("checks")
    axes: dict[str, Any] = matrix if isinstance(matrix, dict) else {}
    for number, item in enumerate(checks if isinstance(checks, list) else ()):
        where = item.get("where") if isinstance(item, dict) else None
        for axis, wanted in (where if isinstance(where, dict) else {}).items():
            path = ("checks", number, "where", axis)
            if axis not in axes:
                hint = suggestion(axis, axes) or f"its axes are {', '.join(axes) or 'none'}"
                yield document.problem(path, f'the matrix has no axis "{axis}" ({hint})')
                continue
            values = axes[axis] if isinstance(axes[axis], list) else []
            for value in wanted if isinstance(wanted, list) else [wanted]:
                if value not in values:
                    known = [as_text(one) for one in values]
                    hint = suggestion(as_text(value), known) or one_of(known)
                    yield document.problem(path, f'"{axis}" is never "{as_text(value)}" ({hint})')


def _clashes(document: Document, tree: dict[str, Any]) -> Iterator[Problem]:
    """Names that two would have: a fleet ``clients`` of eight has ``clients-1`` to ``clients-8``."""
    hosts, fleets = tree.get("hosts"), tree.get("fleets")
    if not (isinstance(hosts, dict) and isinstance(fleets, dict)):
        return
    for host in hosts:
        if host in fleets:
            yield document.problem(("fleets", host), f'"{host}" is a host and a fleet (rename one)')
        fleet, _, number = host.rpartition("-")
        if fleet in fleets and number.isdecimal():
            message = f'"{host}" is what a client of the fleet "{fleet}" is called (rename one)'
            yield document.problem(("hosts", host), message)
