"""The JSON Schemas of what a run leaves for programs: ``result.json`` and the lines of ``events.jsonl``.

They describe the versions of those shapes that this program writes. Within a version keys are only added, so
a reader must accept keys that it does not know: the schemas allow them.

Source: JSON Schema, draft 2020-12.
"""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter

from socketlab.events import SCHEMA as EVENTS_SCHEMA
from socketlab.events import Event
from socketlab.language.docstrings import docstring_of
from socketlab.record.codec import KINDS
from socketlab.report.result import SCHEMA as RESULT_SCHEMA
from socketlab.report.result import Result

_DRAFT = "https://json-schema.org/draft/2020-12/schema"

Schema = dict[str, Any]


def result_schema() -> Schema:
    """The schema of ``result.json``."""
    schema = _open(Result.model_json_schema(mode="serialization"))
    schema["properties"]["result_schema"] = {"const": RESULT_SCHEMA}
    title = f"result.json of socketlab, version {RESULT_SCHEMA}"
    return {"$schema": _DRAFT, **schema, "title": title}


def events_schema() -> Schema:
    """The schema of one line of ``events.jsonl``; a line of an unknown event is valid."""
    definitions: Schema = {}
    choices = []
    for word, kind in KINDS.items():
        schema = _open(TypeAdapter(kind).json_schema(ref_template="#/$defs/{model}"))
        definitions |= schema.pop("$defs", {})
        definitions[word] = _described(kind, schema)
        choices.append(
            {"if": {"properties": {"event": {"const": word}}}, "then": {"$ref": f"#/$defs/{word}"}}
        )
    return {
        "$schema": _DRAFT,
        "title": f"a line of events.jsonl of socketlab, version {EVENTS_SCHEMA}",
        "type": "object",
        "properties": {"at_s": {"type": "number"}, "event": {"type": "string"}},
        "required": ["at_s", "event"],
        "allOf": choices,
        "$defs": dict(sorted(definitions.items())),
    }


def _described(kind: type[Event], schema: Schema) -> Schema:
    return {**schema, "description": docstring_of(kind).summary}


def _open(schema: Any) -> Any:
    """A schema that allows further keys, without what pydantic adds for a form."""
    if isinstance(schema, dict):
        return {
            key: _open(value)
            for key, value in schema.items()
            if not (key == "additionalProperties" and value is False)
            and not (key in {"title", "description", "default"} and not isinstance(value, dict))
        }
    return [_open(each) for each in schema] if isinstance(schema, list) else schema
