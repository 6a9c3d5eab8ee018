"""Tables of keys, made from JSON Schema: what a key is called, what may be written there, what it means."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable
from typing import Any

from socketlab.spec.schema import mapping_of, scenario_schema

JSONObject = dict[str, Any]

_VARIABLE = {"$ref": "#/$defs/Variable"}
_WORDS = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "`true` or `false`",
    "null": "`null`",
    "object": "mapping",
    "array": "list",
}

PAGE_OF: dict[str, str] = {
    "Count": "scenario.md#count",
    "Start": "scenario.md#start",
    "FileSpec": "scenario.md#files",
    "HostSpec": "scenario.md#hosts",
    "FleetSpec": "scenario.md#fleets",
    "CheckItem": "checks.md",
    "TimelineItem": "scenario.md#timeline",
    "LinkSpec": "links.md",
    "BurstLoss": "links.md#loss-in-bursts",
    "When": "triggers.md",
    "ReadyItem": "readiness.md",
    "ServiceDefinition": "hosts.md",
    "Healthcheck": "hosts.md#healthcheck",
    "Ulimit": "hosts.md#ulimits",
    "FleetReport": "result.md#fleets",
    "CheckReport": "result.md#checks",
    "MeasureReport": "result.md#measures",
}
"""Where a model is described."""

_SHORT = {
    "FileSpec": "file",
    "HostSpec": "host",
    "FleetSpec": "fleet",
    "CheckItem": "check",
    "LinkSpec": "link",
    "BurstLoss": "mapping",
    "TimelineItem": "step",
    "ServiceDefinition": "service",
    "FleetReport": "fleet",
    "ReadyItem": "strategy",
    "CheckReport": "check",
    "MeasureReport": "measure",
}
"""What a model is called in a table, where that is not its class's name."""


@functools.cache
def definitions() -> JSONObject:
    """The models of the scenario language, by their classes' names; and the scenario itself."""
    schema = scenario_schema()
    return {**schema["$defs"], "ScenarioSpec": schema}


def table_of(model: str, *, without: Iterable[str] = ()) -> str:
    """The keys of a model of the scenario language."""
    schema = mapping_of(definitions()[model])
    left_out = set(without)
    keys = {key: part for key, part in schema["properties"].items() if key not in left_out}
    return keys_table(keys, required=schema.get("required", ()))


def definition_name(model: type[Any]) -> str:
    """What a model's definition is called: its class's name, with its module where two share that."""
    longer = f"{model.__module__}.{model.__name__}".replace(".", "__")
    return longer if longer in definitions() else model.__name__


def keys_table(properties: JSONObject, *, required: Iterable[str] = ()) -> str:
    """A table of keys; those that have to be given say so where a default would stand."""
    needed = set(required)
    in_order = sorted(properties.items(), key=lambda item: item[0] not in needed)
    rows = [
        [
            f"`{key}`",
            type_of(part),
            "required" if key in needed else written(part),
            part.get("description", ""),
        ]
        for key, part in in_order
    ]
    return table(["key", "value", "default", "meaning"], rows)


def table(heads: list[str], rows: list[list[str]]) -> str:
    """A Markdown table; columns that are empty throughout are left out."""
    used = [n for n, _ in enumerate(heads) if any(row[n] for row in rows)]
    lines = [[heads[n] for n in used], ["---"] * len(used)]
    lines += [[_cell(row[n]) for n in used] for row in rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def type_of(schema: JSONObject) -> str:
    """What may be written for a value, in a few words."""
    if "$ref" in schema:
        return _linked(schema["$ref"].rpartition("/")[2])
    parts = [part for part in schema.get("anyOf", ()) if part != _VARIABLE]
    title = schema.get("title") or (parts[0].get("title") if len(parts) == 1 else None)
    if title:
        return str(title)
    kinds = [part.get("type") for part in parts if "enum" not in part]
    if all(kind in kinds for kind in ("string", "number", "boolean")):
        return "value"
    if parts and not schema.get("properties"):
        return " or ".join(dict.fromkeys(type_of(part) for part in parts))
    return _plain_type(schema)


def _plain_type(schema: JSONObject) -> str:
    if "enum" in schema or "const" in schema:
        return ", ".join(f"`{value}`" for value in schema.get("enum", [schema.get("const")]))
    kind = schema.get("type", "any")
    if isinstance(kind, list):
        return " or ".join(_WORDS[each] for each in kind)
    if kind == "array":
        return f"list of {type_of(schema['items'])}" if schema.get("items") else "list"
    if kind == "object" and isinstance(schema.get("additionalProperties"), dict):
        return f"mapping of {type_of(schema['additionalProperties'])}"
    return _WORDS.get(kind, "anything") + _range(schema)


def _range(schema: JSONObject) -> str:
    low, high = schema.get("minimum"), schema.get("maximum")
    if low is not None and high is not None:
        return f", {low} to {high}"
    return f", at least {low}" if low is not None else f", at most {high}" if high is not None else ""


def _linked(name: str) -> str:
    page = PAGE_OF.get(name)
    shown = _SHORT.get(name, name.lower())
    return f"[{shown}]({page})" if page else shown


def written(schema: JSONObject) -> str:
    """A default as one would write it; empty where there is none."""
    if "default" not in schema:
        return ""
    default = schema["default"]
    if isinstance(default, dict):
        inside = ", ".join(f"{key}: {value}" for key, value in default.items())
        return f"`{{{inside}}}`"
    return f"`{default if isinstance(default, str) else json.dumps(default)}`"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
