"""Pydantic's findings, told in the words of the file: place, what is wrong, what was probably meant."""

from __future__ import annotations

import types
from dataclasses import replace
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from socketlab.errors import Problem
from socketlab.language.document import Document, YAMLPath
from socketlab.language.wording import WrongPart, cut, instead, one_of, suggestion

_MOST = 500
"""Mistakes of one value that are described."""

_MAPPING = "must be a mapping (key: value)"
_WHOLE = "must be a whole number"
_NUMBER = "must be a number"
_FLAG = "must be true or false"
_TEXT = "must be text"
_LIST = "must be a list"

_KINDS = (_TEXT, _NUMBER, _WHOLE, _FLAG, _LIST, _MAPPING)
"""What a value can be, in the order of a message that names several."""

_WORDING = {
    "bool_parsing": _FLAG,
    "bool_type": _FLAG,
    "dict_type": _MAPPING,
    "float_parsing": _NUMBER,
    "float_type": _NUMBER,
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
    "string_type": _TEXT,
    "too_short": "must not be empty",
    "tuple_type": _LIST,
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
    problems = _merged([_problem(finding, document, model, at) for finding in findings[:_MOST]])
    if len(findings) > _MOST:
        problems.append(document.problem(at, f"{len(findings) - _MOST} more mistakes"))
    return problems


def _merged(problems: list[Problem]) -> list[Problem]:
    """As they are, but one for a value of a wrong kind: pydantic has one for each kind that it may be."""
    kinds: dict[Problem, set[str]] = {}
    for problem in problems:
        kind, comma, value = problem.message.partition(", not ")
        place = replace(problem, message=f"{comma}{value}") if kind in _KINDS else problem
        kinds.setdefault(place, set()).add(kind)
    return [
        replace(place, message=_one_kind_of(found) + place.message) if found <= set(_KINDS) else place
        for place, found in kinds.items()
    ]


def _one_kind_of(found: set[str]) -> str:
    known = [kind.removeprefix("must be ") for kind in _KINDS if kind in found]
    if "a number" in known and _WHOLE in found:
        known.remove(_WHOLE.removeprefix("must be "))
    *others, last = known
    return f"must be {', '.join(others)} or {last}" if others else f"must be {last}"


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
        hint = suggestion(location[-1], keys) or (one_of(keys) if keys else "there are no settings")
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
            inside = get_args(_only(annotation)) or (annotation,)
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
    if not is_model:
        return None
    kind = annotation.model_fields.get("kind")
    is_meant = step == annotation.__name__ or (kind is not None and kind.default == step)
    return annotation if is_meant else None


def _fields(annotation: Any) -> dict[str, Any]:
    found = _only(annotation)
    if not (isinstance(found, type) and issubclass(found, BaseModel)):
        return {}
    return {field.alias or name: field.annotation for name, field in found.model_fields.items()}


def _only(annotation: Any) -> Any:
    """What an optional or annotated type is when it is there."""
    while True:
        if get_origin(annotation) is Annotated:
            annotation = get_args(annotation)[0]
        elif get_origin(annotation) in (Union, types.UnionType):
            annotation = next(part for part in get_args(annotation) if part is not type(None))
        else:
            return annotation
