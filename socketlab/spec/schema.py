"""The JSON Schema of the scenario language, made from the models that read it.

It is for editors: completion, descriptions, and most mistakes marked while one types. Two things it knows
that the models do not say: a ``${name}`` may stand wherever the loader replaces it, and an optional key is
left out, not written without a value. ``validate`` finds more, such as the name of a host that is not there.

Source: JSON Schema, draft 2020-12.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue

from socketlab.checks import CHECKS
from socketlab.faults import FAULTS
from socketlab.language.docstrings import arguments_of, as_markdown, as_sentence, docstring_of
from socketlab.language.kinds import words_of
from socketlab.language.variables import CLIENT_VARIABLES, RUN_VARIABLES
from socketlab.language.written import JSONObject, exactly_one
from socketlab.readiness import SAID, ReadyItem
from socketlab.spec.checks import CheckItem
from socketlab.spec.compose import ServiceDefinition
from socketlab.spec.scenario import ScenarioSpec
from socketlab.spec.timeline import TimelineItem

_EXTENSIONS: JSONObject = {"^x-": {}}
_NOT_REPLACED = ("matrix", "variables")
"""Sections that say what the variables are."""

_VARIABLE = "Variable"

_MOMENT: JSONObject = {
    "oneOf": [{"required": ["when"]}, {"anyOf": [{"required": ["at"]}, {"required": ["every"]}]}]
}
"""A step waits for something, or has a time or an interval."""

_HOSTS: JSONObject = {
    "if": {"required": ["outside"], "properties": {"outside": {"not": {"const": False}}}},
    "else": {"required": ["hosts"], "properties": {"hosts": {"minProperties": 1}}},
}
"""Without a route out there have to be hosts."""

_BOUNDS = {"ge": "minimum", "gt": "exclusiveMinimum", "le": "maximum", "lt": "exclusiveMaximum"}
"""Pydantic leaves these names where a bound applies to an optional number."""


def scenario_schema() -> JSONObject:
    """The schema of one scenario file."""
    schema = ScenarioSpec.model_json_schema(by_alias=True, schema_generator=_Generator)
    definitions = schema.pop("$defs")
    definitions[CheckItem.__name__] |= exactly_one(*words_of(CHECKS))
    definitions[TimelineItem.__name__]["allOf"] = [exactly_one(*words_of(FAULTS)), _MOMENT]
    definitions[ReadyItem.__name__] |= exactly_one(*words_of(SAID))
    definitions[ServiceDefinition.__name__]["patternProperties"] = _EXTENSIONS
    properties = schema.pop("properties")
    replaced = {
        name: part if name in _NOT_REPLACED else _with_variables(part) for name, part in properties.items()
    }
    described = {name: _with_variables(part) for name, part in sorted(definitions.items())}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "socketlab scenario",
        **schema,
        "required": [key for key in schema["required"] if key != "name"],
        **_HOSTS,
        "properties": replaced,
        "patternProperties": _EXTENSIONS,
        "$defs": {**described, _VARIABLE: _variable()},
    }


def written_default(model: type[BaseModel], name: str) -> Any:
    """A field's default as one would write it, such as ``60s``; ``None`` where there is none."""
    field = model.model_fields[name]
    if field.is_required():
        return None
    instance = model.model_construct(**{name: field.get_default(call_default_factory=True)})
    return instance.model_dump(mode="json", include={name}, exclude_none=True).get(name)


def description_of(model: type[BaseModel], name: str) -> str:
    """What a field means, in Markdown: from its class's docstring, its own description, or its bases'."""
    field = model.model_fields[name]
    names = (name, _key(name, field))
    own, all_ = docstring_of(model).arguments, arguments_of(model)
    texts = [*map(own.get, names), field.description, *map(all_.get, names)]
    return as_markdown(as_sentence(next(filter(None, texts), "")))


class _Generator(GenerateJsonSchema):
    """Pydantic's generator, with the words of the docstrings and defaults as they are written."""

    def field_title_should_be_set(self, _schema: Any) -> bool:
        """No titles: they would only repeat the key."""
        return False

    def model_schema(self, schema: Any) -> JsonSchemaValue:
        """A model's schema."""
        made = super().model_schema(schema)
        model: type[BaseModel] = schema["cls"]
        made.pop("title", None)
        made["description"] = docstring_of(model).summary
        properties = mapping_of(made).get("properties", {})
        for name, field in model.model_fields.items():
            key = _key(name, field)
            if name == "kind":
                properties.pop(key, None)
            else:
                properties[key] = _property(model, name, properties[key])
        return made

    def dict_schema(self, schema: Any) -> JsonSchemaValue:
        """A mapping's schema; a pattern for its keys allows no others."""
        made = super().dict_schema(schema)
        patterns = made.pop("patternProperties", None)
        if patterns:
            ((pattern, values),) = patterns.items()
            made |= {"propertyNames": {"pattern": pattern}, "additionalProperties": values}
        return made


def mapping_of(schema: JSONObject) -> JSONObject:
    """The mapping in a model's schema: all of it, unless one value may replace the mapping."""
    return next((part for part in schema.get("anyOf", ()) if "properties" in part), schema)


def _key(name: str, field: FieldInfo) -> str:
    return field.alias or name


def _property(model: type[BaseModel], name: str, schema: JSONObject) -> JSONObject:
    made = _without_null({key: value for key, value in schema.items() if key != "default"})
    made = {_BOUNDS.get(key, key): value for key, value in made.items()}
    description, default = description_of(model, name), written_default(model, name)
    if description:
        made = {**made, "description": description}
    return made if default in (None, "", [], {}) else {**made, "default": default}


def _without_null(schema: JSONObject) -> JSONObject:
    """An optional field as it is when it is there."""
    others = [part for part in schema.get("anyOf", ()) if part != {"type": "null"}]
    if len(others) == len(schema.get("anyOf", ())):
        return schema
    rest = {key: value for key, value in schema.items() if key != "anyOf"}
    return {**others[0], **rest} if len(others) == 1 else {**rest, "anyOf": others}


def _variable() -> JSONObject:
    """A value that a variable of the file fills in; clients' and the run's own are texts, and come later."""
    late = "|".join([*CLIENT_VARIABLES, *RUN_VARIABLES, r"hosts\.[^{}]*"])
    return {
        "description": "A value that a variable or an axis of the matrix fills in.",
        "type": "string",
        "pattern": rf"\$\{{(?!({late})\}})[^{{}}]+\}}",
    }


def _with_variables(schema: JSONObject) -> JSONObject:
    """The schema, allowing ``${name}`` in place of every value that it would otherwise refuse it for."""
    below = _each_part(schema, _with_variables)
    if "anyOf" in schema and not _is_rule(schema["anyOf"]):
        parts = [_each_part(part, _with_variables) for part in schema["anyOf"]]
        return {**below, "anyOf": [*parts, _reference()] if _refuses_all(parts) else parts}
    if not _refuses(below):
        return below
    kept: JSONObject = {key: below.pop(key) for key in ("description", "default") if key in below}
    return {"anyOf": [below, _reference()], **kept}


def _reference() -> JSONObject:
    return {"$ref": f"#/$defs/{_VARIABLE}"}


def _is_rule(parts: list[JSONObject]) -> bool:
    """Whether alternatives say which keys are required, not what a value is."""
    return all(set(part) == {"required"} for part in parts)


def _each_part(schema: JSONObject, change: Callable[[JSONObject], JSONObject]) -> JSONObject:
    made = dict(schema)
    if isinstance(schema.get("properties"), dict):
        made["properties"] = {key: change(part) for key, part in schema["properties"].items()}
    for key in ("additionalProperties", "items"):
        if isinstance(schema.get(key), dict):
            made[key] = change(schema[key])
    return made


def _refuses_all(parts: list[JSONObject]) -> bool:
    return any(_refuses(part) for part in parts) and not any(_takes_any_text(part) for part in parts)


def _takes_any_text(schema: JSONObject) -> bool:
    narrowed = {"pattern", "enum", "const", "anyOf"} & set(schema)
    return _may_be("string", schema) and not narrowed


def _refuses(schema: JSONObject) -> bool:
    """Whether a value of this schema is one of those that a variable could be, and ``${name}`` is not."""
    scalar = any(_may_be(kind, schema) for kind in ("string", "integer", "number", "boolean"))
    return scalar and not _takes_any_text(schema)


def _may_be(kind: str, schema: JSONObject) -> bool:
    types = schema.get("type", ())
    return kind in ([types] if isinstance(types, str) else types)
