"""How a value is written in YAML, where that differs from what it becomes: marks for the JSON Schema.

A duration is a number of seconds once it has been read, and a text with a unit in the file. The validator
knows the first, these marks know the second; nothing but the schema's generator reads them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pydantic import GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

JSONObject = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Written:
    """The forms in which a field's value may be written.

    Args:
        forms: JSON Schemas of these forms.
        also_parsed: Whether the form that the field's own type has is allowed too.
    """

    forms: tuple[JSONObject, ...]
    also_parsed: bool = False

    def __get_pydantic_json_schema__(
        self, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """The forms, as pydantic asks for them; one alone needs no ``anyOf``."""
        forms = [*self.forms, handler(core_schema)] if self.also_parsed else list(self.forms)
        return dict(forms[0]) if len(forms) == 1 else {"anyOf": forms}

    def __hash__(self) -> int:
        """A hash of the forms, which are mappings and have none: types in a union must be hashable."""
        return hash(repr(self))


def written_as(*forms: JSONObject) -> Written:
    """The mark of a value that has these forms in YAML and no other."""
    return Written(forms)


def also_as(*forms: JSONObject) -> Written:
    """The mark of a value that has these forms in YAML beside the one of its type."""
    return Written(forms, also_parsed=True)


def exactly_one(*keys: str) -> JSONObject:
    """The schema's rule for a mapping that must have exactly one of these keys."""
    return {"oneOf": [{"required": [key]} for key in keys]}


def at_least_one(*keys: str) -> JSONObject:
    """The schema's rule for a mapping that must have one of these keys, or several."""
    return {"anyOf": [{"required": [key]} for key in keys]}


def all_of(*rules: JSONObject) -> JSONObject:
    """The schema's rule for a mapping that must obey all of these."""
    return {"allOf": list(rules)}


def short_form(form: JSONObject, rule: JSONObject | None = None) -> Callable[[JSONObject], None]:
    """The change to a mapping's schema that allows one value in place of the mapping.

    Args:
        form: The value's schema.
        rule: What holds for the mapping.
    """

    def change(schema: JSONObject) -> None:
        mapping = {**schema, **(rule or {})}
        schema.clear()
        schema["anyOf"] = [form, mapping]

    return change


def _text(title: str, pattern: str, *examples: str) -> JSONObject:
    return {"title": title, "type": "string", "pattern": f"^{pattern}$", "examples": list(examples)}


_TIME = r"[0-9]+(\.[0-9]+)?(us|µs|ms|s|min|m|h)"

DURATION = _text(
    "duration", rf"\s*(({_TIME})+|[0-9]+(\.[0-9]+)?\s+(us|µs|ms|s|min|m|h))\s*", "500ms", "5s", "1m30s"
)
SKEW = _text("clock offset", rf"\s*[+-]?\s*({_TIME})+\s*", "1h", "-90s")
SIZE = _text("size", r"\s*[0-9]+(\.[0-9]+)?\s*(B|kB|KB|MB|GB|KiB|MiB|GiB)\s*", "10MB", "64MiB")
MEMORY: JSONObject = {
    "title": "memory",
    "anyOf": [
        {"type": "integer", "minimum": 0},
        _text("memory", r"[0-9]+(\.[0-9]+)?\s*[bBkKmMgG]?[bB]?", "128m"),
    ],
}
TEXT: JSONObject = {"title": "text", "type": ["string", "number"]}
"""A text, or a number taken as one."""

WHOLE: JSONObject = {"title": "whole number", "type": "integer", "minimum": 0}

TEXTS: JSONObject = {
    "title": "text or list of texts",
    "anyOf": [{"type": "string"}, {"type": "array", "items": TEXT}],
}
TEXT_MAP: JSONObject = {
    "title": "mapping of texts",
    "anyOf": [
        {"type": "object", "additionalProperties": {"type": ["string", "number", "boolean", "null"]}},
        {"type": "array", "items": {"type": "string"}},
    ],
}
"""Compose's two forms of a mapping; a name without a value takes it from elsewhere or is empty."""

SCALAR: JSONObject = {"title": "value", "type": ["string", "number", "boolean"]}
