"""Names that refer to each other inside one scenario: the hosts and fleets that checks and faults name.

This reads the plain tree, so that a wrong name is reported together with every other problem of the file.
The models say which texts are names: the walk follows their fields to those that are marked
:class:`~socketlab.language.names.Names`.
"""

from __future__ import annotations

import functools
import types
from collections.abc import Iterable, Iterator
from typing import Annotated, Any, NamedTuple, Union, get_args, get_origin

from pydantic import BaseModel

from socketlab.errors import Problem
from socketlab.language.document import Document, YAMLPath
from socketlab.language.names import Names
from socketlab.language.variables import is_late, names_in
from socketlab.language.wording import cut, one_of, suggestion

_SECTIONS = {"host": "hosts", "fleet": "fleets"}


class Reference(NamedTuple):
    """A name in a document that must be declared elsewhere in it."""

    path: YAMLPath
    mark: Names
    name: str


Declared = dict[str, dict[str, Any] | None]
"""The hosts and fleets of a scenario, by role; ``None`` where the section is wrong."""


def declared_in(tree: dict[str, Any], model: type[BaseModel]) -> Declared:
    """What a scenario declares.

    Args:
        tree: Its top-level sections.
        model: What it is validated as.
    """
    return {role: _declared(tree, role, model) for role in _SECTIONS}


def reference_problems(
    document: Document, declared: Declared, value: Any, model: type[BaseModel], path: YAMLPath
) -> Iterator[Problem]:
    """A problem for each name in a part of the file that the scenario does not declare.

    Args:
        document: The file, for the places.
        declared: What the scenario declares.
        value: The part as a plain value.
        model: What it is validated as.
        path: Where it is.
    """
    for reference in references_in(value, model, path):
        yield from _undeclared(document, declared, reference)
        yield from _not_own(document, declared, reference)


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
    options = _options(annotation)
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


@functools.lru_cache  # the types of a scenario are few, its values may be thousands
def _options(annotation: Any, marks: tuple[Names, ...] = ()) -> tuple[tuple[Any, tuple[Names, ...]], ...]:
    """Each type that a value may have, with its marks: a union's members, without what annotates them."""
    if get_origin(annotation) is Annotated:
        inner, *metadata = get_args(annotation)
        return _options(inner, (*marks, *_marks(metadata)))
    if get_origin(annotation) in (Union, types.UnionType):
        return tuple(option for member in get_args(annotation) for option in _options(member, marks))
    return ((annotation, marks),)


@functools.lru_cache
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


def _undeclared(document: Document, declared: Declared, reference: Reference) -> Iterator[Problem]:
    role, name = reference.mark.role, reference.name
    members = declared[role]
    if members is not None and name not in members and is_settled(name):
        hint = suggestion(name, members)
        hint = hint or (one_of(members) if members else f"the scenario declares no {role}s")
        yield document.problem(reference.path, f'no {role} "{cut(name)}" ({hint})')


def _not_own(document: Document, declared: Declared, reference: Reference) -> Iterator[Problem]:
    """Hosts of the standing lab that the run would change or end while others may be using them."""
    definition = (declared[reference.mark.role] or {}).get(reference.name)
    if reference.mark.own and isinstance(definition, dict) and "lab" in definition:
        message = f'"{reference.name}" is the standing lab\'s: a run must not change it'
        yield document.problem(reference.path, f"{message} (use service for a copy of its own)")
