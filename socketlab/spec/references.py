"""Names that refer to each other inside one scenario: the hosts and fleets that checks and faults name.

This reads the plain tree, so that a wrong name is reported together with every other problem of the file.
The models say which texts are names: the walk follows their fields to those that are marked
:class:`~socketlab.language.names.Names`.
"""

from __future__ import annotations

import types
from collections.abc import Iterable, Iterator
from typing import Annotated, Any, NamedTuple, Union, get_args, get_origin

from pydantic import BaseModel

from socketlab.errors import Problem
from socketlab.language.document import Document, YAMLPath
from socketlab.language.names import Names
from socketlab.language.variables import is_late, names_in
from socketlab.language.wording import as_text, one_of, suggestion
from socketlab.spec.targets import target_problems

_SECTIONS = {"host": "hosts", "fleet": "fleets"}


class Reference(NamedTuple):
    """A name in a document that must be declared elsewhere in it."""

    path: YAMLPath
    mark: Names
    name: str


def reference_problems(document: Document, tree: dict[str, Any], model: type[BaseModel]) -> list[Problem]:
    """A problem for each name that the scenario does not declare, and for name clashes.

    Args:
        document: The file, for the places.
        tree: Its top-level sections.
        model: What the tree is validated as.
    """
    references = list(references_in(tree, model))
    declared = {role: _declared(tree, role, model) for role in _SECTIONS}
    problems = [
        *(problem for each in references for problem in _undeclared(document, declared, each)),
        *(problem for each in references for problem in _not_own(document, declared, each)),
        *target_problems(document, tree),
    ]
    if not tree.get("fleets") and not tree.get("timeline"):
        message = "nothing happens in it (give it fleets, or a timeline)"
        problems.append(document.problem(("fleets",), message))
    return [*problems, *_wrong_cells(document, tree), *_clashes(document, tree)]


def is_settled(name: str) -> bool:
    """Whether a name has only variables of the plan left: an unknown one is a problem of its own."""
    return all(is_late(variable) for variable in names_in(name))


def references_in(value: Any, annotation: Any, path: YAMLPath = ()) -> Iterator[Reference]:
    """Every text of a plain value that stands where a type has a marked name.

    Args:
        value: The value as YAML has it, valid or not.
        annotation: The type it is validated as.
        path: Where in the document the value is.
    """
    options = list(_options(annotation))
    if isinstance(value, str):
        yield from (Reference(path, mark, value) for _, marks in options for mark in marks)
    elif isinstance(value, dict):
        for key, child in value.items():
            for kind, _ in options:
                yield from references_in(child, _field(kind, key), (*path, key))
    elif isinstance(value, list):
        for number, child in enumerate(value):
            for kind, _ in options:
                yield from references_in(child, _element(kind), (*path, number))


def _options(annotation: Any, marks: tuple[Names, ...] = ()) -> Iterator[tuple[Any, tuple[Names, ...]]]:
    """Each type that a value may have, with its marks: a union's members, without what annotates them."""
    if get_origin(annotation) is Annotated:
        inner, *metadata = get_args(annotation)
        yield from _options(inner, (*marks, *_marks(metadata)))
    elif get_origin(annotation) in (Union, types.UnionType):
        for member in get_args(annotation):
            yield from _options(member, marks)
    else:
        yield annotation, marks


def _field(kind: Any, key: Any) -> Any:
    """The type of what a mapping holds under a key, its annotations included; ``None`` where unknown."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        for name, field in kind.model_fields.items():
            if key == (field.alias or name):
                marks = _marks(field.metadata)
                return Annotated[field.annotation, *marks] if marks else field.annotation
        return None
    return get_args(kind)[1] if get_origin(kind) is dict else None


def _element(kind: Any) -> Any:
    return get_args(kind)[0] if get_origin(kind) in (tuple, list) else None


def _marks(metadata: Iterable[Any]) -> tuple[Names, ...]:
    return tuple(each for each in metadata if isinstance(each, Names))


def _declared(tree: dict[str, Any], role: str, model: type[BaseModel]) -> dict[str, Any] | None:
    """What the scenario declares; ``None`` where its section is wrong, which is a problem of its own."""
    section = _SECTIONS[role]
    if section not in tree:
        known = {field.alias or name: field for name, field in model.model_fields.items()}
        misspelt = suggestion(section, tree.keys() - known.keys()) is not None
        return None if misspelt or known[section].is_required() else {}
    return tree[section] if isinstance(tree[section], dict) else None


_Declared = dict[str, dict[str, Any] | None]


def _undeclared(document: Document, declared: _Declared, reference: Reference) -> Iterator[Problem]:
    role, name = reference.mark.role, reference.name
    members = declared[role]
    if members is not None and name not in members and is_settled(name):
        others = one_of(members) if members else f"the scenario declares no {role}s"
        hint = suggestion(name, members) or others
        yield document.problem(reference.path, f'no {role} "{name}" ({hint})')


def _not_own(document: Document, declared: _Declared, reference: Reference) -> Iterator[Problem]:
    """Hosts of the standing lab that the run would change or end while others may be using them."""
    definition = (declared[reference.mark.role] or {}).get(reference.name)
    if reference.mark.own and isinstance(definition, dict) and "lab" in definition:
        message = f'"{reference.name}" is the standing lab\'s: a run must not change it'
        yield document.problem(reference.path, f"{message} (use service for a copy of its own)")


def _wrong_cells(document: Document, tree: dict[str, Any]) -> Iterator[Problem]:
    """Checks for combinations that the matrix does not have: they would never be asked."""
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
    """Names that would be used twice: a fleet ``clients`` of eight has ``clients-1`` to ``clients-8``."""
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
