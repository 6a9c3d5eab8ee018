"""Pydantic's findings, told in the words of the file: place, what is wrong, what was probably meant."""

from __future__ import annotations

import types
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from socketlab.errors import Problem
from socketlab.language.document import Document, YAMLPath
from socketlab.language.wording import WrongPart, cut, instead, one_of, suggestion

_MOST = 500
"""Mistakes of one value that are described."""

_MAPPING = "must be a mapping (key: value)"
_WHOLE = "must be a whole number"

_WORDING = {
    "bool_parsing": "must be true or false",
    "bool_type": "must be true or false",
    "dict_type": _MAPPING,
    "float_parsing": "must be a number",
    "float_type": "must be a number",
    "greater_than": "must be more than {gt}",
    "greater_than_equal": "must be {ge} or more",
    "int_from_float": _WHOLE,
    "int_parsing": _WHOLE,
    "int_parsing_size": _WHOLE,
    "int_type": _WHOLE,
    "less_than_equal": "must be {le} or less",
    "literal_error": "must be {expected}",
    "model_type": _MAPPING,
    "string_too_short": "must not be empty",
    "string_type": "must be text",
    "too_short": "must not be empty",
    "tuple_type": "must be a list",
}
"""By pydantic's type of error."""


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
    findings = error.errors(include_url=False)
    problems = [_problem(finding, document, model, at) for finding in findings[:_MOST]]
    if len(findings) > _MOST:
        problems.append(document.problem(at, f"{len(findings) - _MOST} more mistakes"))
    return problems


def _problem(finding: Any, document: Document, model: type[BaseModel], at: YAMLPath) -> Problem:
    kind, location, context = finding["type"], finding["loc"], finding.get("ctx", {})
    wrong = context.get("error")
    if isinstance(wrong, WrongPart):
        location = (*location, wrong.step)
    path = (*at, *_path_in_file(document.tree, at, location))
    if kind == "missing":
        return document.problem((*path, location[-1]), "is missing")
    if kind == "extra_forbidden":
        keys = _keys(_annotation_at(model, location[:-1]))
        hint = suggestion(location[-1], keys) or one_of(keys)
        return document.problem(path, f'"{cut(str(location[-1]))}" is not known here ({hint})')
    if kind == "value_error":
        return document.problem(path, str(wrong))
    wording = _WORDING.get(kind, "cannot be used").format_map(context).replace("'", '"')
    return document.problem(path, wording + instead(finding["input"]))


def _path_in_file(tree: Any, at: YAMLPath, location: tuple[Any, ...]) -> YAMLPath:
    """The part of pydantic's location that is in the file: it also names union members and the like."""
    for step in at:
        tree = tree[step]
    steps: list[str | int] = []
    for step in location:
        if _has(tree, step):
            steps.append(step)
            tree = tree[step]
    return tuple(steps)


def _has(tree: Any, step: Any) -> bool:
    if isinstance(tree, dict):
        return step in tree
    return isinstance(tree, list) and isinstance(step, int) and step < len(tree)


def _keys(annotation: Any) -> list[str]:
    """What a mapping may hold, as YAML calls it."""
    fields = _fields(annotation)
    return sorted(name for name in fields if name != "kind")


def _annotation_at(annotation: Any, location: tuple[Any, ...]) -> Any:
    """The type of the value at a location."""
    for step in location:
        fields = _fields(annotation)
        if step in fields:
            annotation = fields[step]
        else:
            inside = get_args(_only(annotation))
            annotation = _member(annotation, step) or inside[-1 if isinstance(step, str) else 0]
    return annotation


def _member(annotation: Any, step: Any) -> type[BaseModel] | None:
    """The member of a union of kinds that a step of pydantic's location names."""
    if get_origin(annotation) is Annotated:
        return _member(get_args(annotation)[0], step)
    if get_origin(annotation) in (Union, types.UnionType):
        found = (_member(part, step) for part in get_args(annotation))
        return next((member for member in found if member is not None), None)
    is_model = isinstance(annotation, type) and issubclass(annotation, BaseModel)
    kind = annotation.model_fields.get("kind") if is_model else None
    return annotation if kind is not None and kind.default == step else None


def _fields(annotation: Any) -> dict[str, Any]:
    found = _only(annotation)
    if not (isinstance(found, type) and issubclass(found, BaseModel)):
        return {}
    return {field.alias or name: field.annotation for name, field in found.model_fields.items()}


def _only(annotation: Any) -> Any:
    """What an optional or annotated type is when it is there."""
    if get_origin(annotation) is Annotated:
        return get_args(annotation)[0]
    if get_origin(annotation) in (Union, types.UnionType):
        return next(part for part in get_args(annotation) if part is not type(None))
    return annotation
