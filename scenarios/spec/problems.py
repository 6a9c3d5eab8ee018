"""Pydantic's findings, told in the words of the file: place, what is wrong, what was probably meant."""

from __future__ import annotations

import types
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from scenarios.errors import Problem
from scenarios.spec.document import Document, YAMLPath
from scenarios.spec.variables import suggestion

_WORDING = {
    "missing": "is missing",
    "string_type": "must be text",
    "int_parsing": "must be a whole number",
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "dict_type": "must be a mapping (key: value)",
    "model_type": "must be a mapping (key: value)",
    "list_type": "must be a list",
    "tuple_type": "must be a list",
    "model_attributes_type": "must be a mapping (key: value)",
}


def problems_of(
    error: ValidationError, document: Document, *, model: type[BaseModel], at: YAMLPath = ()
) -> list[Problem]:
    """Each finding as a problem with its line.

    Args:
        error: What pydantic raised.
        document: The file that the values came from.
        model: What was validated, to suggest the key that was meant.
        at: Where in the document the validated value stood.
    """
    return [_problem(finding, document, model, at) for finding in error.errors()]


def _problem(finding: Any, document: Document, model: type[BaseModel], at: YAMLPath) -> Problem:
    path = (*at, *_path_in_file(document.tree, at, finding["loc"]))
    kind = finding["type"]
    if kind == "extra_forbidden":
        owner = _model_at(model, finding["loc"][:-1])
        keys = _keys(owner) if owner else []
        key = str(finding["loc"][-1])
        hint = suggestion(key, keys) or ("use one of " + ", ".join(keys) if keys else "remove it")
        return document.problem(path, f'"{key}" is not known here ({hint})')
    message = str(finding.get("ctx", {}).get("error", "")) or _WORDING.get(kind) or finding["msg"].lower()
    seen = finding.get("input")
    if kind in _WORDING and kind != "missing" and isinstance(seen, str | int | float):
        message += f', not "{seen}"'
    if kind in {
        "greater_than",
        "greater_than_equal",
        "less_than",
        "less_than_equal",
        "string_pattern_mismatch",
    }:
        message += f', not "{seen}"'
    return document.problem(path, message.replace("input should", "should"))


def _path_in_file(tree: Any, at: YAMLPath, location: tuple[Any, ...]) -> YAMLPath:
    """The part of pydantic's location that exists in the file: it also names union members and the like."""
    for step in at:
        tree = tree[step]
    steps: list[str | int] = []
    for number, step in enumerate(location):
        here = tree[step] if _has(tree, step) else None
        if here is not None or _has(tree, step) or number == len(location) - 1:
            steps.append(step)
            tree = here
    return tuple(steps)


def _has(tree: Any, step: Any) -> bool:
    if isinstance(tree, dict):
        return step in tree
    return isinstance(tree, list) and isinstance(step, int) and step < len(tree)


def _keys(model: type[BaseModel]) -> list[str]:
    return sorted(field.alias or name for name, field in model.model_fields.items())


def _model_at(model: type[BaseModel], location: tuple[Any, ...]) -> type[BaseModel] | None:
    """The model that validates the value at a location, as far as it can be told."""
    current: Any = model
    for step in location:
        candidates = _models_in(current)
        fields = {
            field.alias or name: field.annotation
            for candidate in candidates
            for name, field in candidate.model_fields.items()
        }
        current = fields.get(step, _element(current))
    found = _models_in(current)
    return found[0] if found else None


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    if get_origin(annotation) in (Union, types.UnionType):
        return [model for part in get_args(annotation) for model in _models_in(part)]
    return []


def _element(annotation: Any) -> Any:
    """What a list, tuple or mapping holds."""
    if get_origin(annotation) in (Union, types.UnionType):
        parts = [part for part in get_args(annotation) if part is not type(None)]
        return _element(parts[0]) if parts else None
    arguments = [part for part in get_args(annotation) if part is not Ellipsis]
    return arguments[-1] if arguments else None
