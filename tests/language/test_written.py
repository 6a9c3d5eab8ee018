"""Marks for the JSON Schema: how a value is written where that differs from what it becomes."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict

from socketlab.language.written import (
    DURATION,
    WHOLE,
    all_of,
    also_as,
    at_least_one,
    exactly_one,
    short_form,
    written_as,
)


class Example(BaseModel):
    model_config = ConfigDict(json_schema_extra=short_form(WHOLE, all_of(exactly_one("a", "b"))))

    a: Annotated[float, written_as(DURATION)] = 0.0
    b: Annotated[int, also_as(DURATION)] = 0
    c: Annotated[float, written_as(DURATION, WHOLE)] = 0.0


def schema() -> dict[str, Any]:
    return Example.model_json_schema()


def test_a_value_has_the_forms_of_its_mark() -> None:
    _, mapping = schema()["anyOf"]
    assert mapping["properties"]["a"]["pattern"] == DURATION["pattern"]
    assert [form["title"] for form in mapping["properties"]["c"]["anyOf"]] == ["duration", "whole number"]


def test_a_mark_may_add_forms_to_that_of_the_type() -> None:
    _, mapping = schema()["anyOf"]
    assert [form.get("type") for form in mapping["properties"]["b"]["anyOf"]] == ["string", "integer"]


def test_one_value_may_replace_a_mapping_that_obeys_a_rule() -> None:
    short, mapping = schema()["anyOf"]
    assert short == WHOLE
    assert mapping["allOf"] == [{"oneOf": [{"required": ["a"]}, {"required": ["b"]}]}]
    assert at_least_one("a") == {"anyOf": [{"required": ["a"]}]}


def test_marks_with_the_same_forms_are_the_same() -> None:
    assert len({written_as(WHOLE), written_as(WHOLE), also_as(WHOLE)}) == 2
