"""A plan as JSON, and read again."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, TypeAdapter
from pydantic.fields import FieldInfo
from pydantic_core import to_jsonable_python

from socketlab.errors import InvalidInput
from socketlab.language.units import format_duration
from socketlab.language.wording import cut
from socketlab.plan.model import Plan
from socketlab.record.bounds import tree_from_json

SCHEMA = 2
"""Of what is written.

Schema 1 had no schema key, wrote every default, called a warm client a workstation, had no name for the
check that hosts stay up, and no triggers: a step had one host and ``at_s`` or ``when``.
"""

_LONGEST_TEXT = 1 << 22
"""Characters; a plan holds the files that a run puts on its hosts."""

_TAG = "kind"
"""Distinguishes kinds, so it is written although each kind has only one value of it."""


def plan_to_json(plan: Plan) -> str:
    """The plan as indented JSON, without what has its default value."""
    tree = to_jsonable_python(plan, by_alias=True)  # without the schema of every kind, which takes 30 ms
    return json.dumps({"schema": SCHEMA, **_without_defaults(plan, tree)}, indent=2, ensure_ascii=False)


def plan_from_json(content: bytes) -> Plan:
    """The plan that :func:`plan_to_json` wrote, this version's or the first release's.

    Raises:
        ValueError: when it is not a plan, or one of its values is out of bounds.
        InvalidInput: when a later version wrote it.
    """
    tree = tree_from_json(content, longest_text=_LONGEST_TEXT)
    if not isinstance(tree, dict):
        raise ValueError("not a plan")  # noqa: TRY004 - for the caller one of many ways to be damaged
    schema = tree.pop("schema", 1)
    if schema == 1:
        _from_first_release(tree)
    elif schema != SCHEMA:
        message = f'the plan has the schema "{cut(str(schema))}", this version reads 1 to {SCHEMA}'
        raise InvalidInput(message, hint="use the version that stored it")
    return TypeAdapter(Plan).validate_json(json.dumps(tree))


def _from_first_release(tree: dict[str, Any]) -> None:
    """Change in place what is written in another way since."""
    for client in _mappings(tree, "clients"):
        host = client.get("host")
        if isinstance(host, dict) and host.get("placement") == "workstation":
            host["placement"] = "warm-client"
    for check in _mappings(tree, "checks"):
        if check.get("spec", check) is None:
            check["spec"] = {"kind": "hosts_up"}
    for step in _mappings(tree, "timeline"):
        if "trigger" not in step:
            _step_from_first_release(step)


def _step_from_first_release(step: dict[str, Any]) -> None:
    """A step then struck one host, at a time or at a line."""
    when, at_s, fault = step.pop("when", None), step.pop("at_s", None), step.get("fault")
    host = fault.get("host") if isinstance(fault, dict) else None
    step["targets"] = [host] if isinstance(host, str) else host
    if isinstance(when, dict):
        step["trigger"] = {"kind": "line", **when}
    elif isinstance(at_s, int | float):
        step["trigger"] = {"kind": "at", "at": format_duration(at_s)}


def _mappings(tree: dict[str, Any], key: str) -> Iterator[dict[str, Any]]:
    items = tree.get(key)
    yield from (item for item in (items if isinstance(items, list) else ()) if isinstance(item, dict))


def _without_defaults(value: Any, tree: Any) -> Any:
    """The tree of a value, less each field that has its default."""
    if isinstance(value, BaseModel):
        fields = type(value).model_fields
        names = {name: field.serialization_alias or field.alias or name for name, field in fields.items()}
        defaults = {name: _default_of_model(field) for name, field in fields.items() if name != _TAG}
    elif dataclasses.is_dataclass(value):
        names = {field.name: field.name for field in dataclasses.fields(value)}
        defaults = {field.name: _default_of_dataclass(field) for field in dataclasses.fields(value)}
    elif isinstance(value, dict):
        return {key: _without_defaults(child, tree[str(key)]) for key, child in value.items()}
    elif isinstance(value, tuple) and isinstance(tree, list):
        return [_without_defaults(child, part) for child, part in zip(value, tree, strict=True)]
    else:
        return tree
    return {
        shown: _without_defaults(getattr(value, name), tree[shown])
        for name, shown in names.items()
        if name not in defaults or getattr(value, name) != defaults[name]
    }


def _default_of_model(field: FieldInfo) -> Any:
    factory: Any = field.default_factory
    return field.default if factory is None else factory()


def _default_of_dataclass(field: dataclasses.Field[Any]) -> Any:
    return field.default if field.default_factory is dataclasses.MISSING else field.default_factory()
