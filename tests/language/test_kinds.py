"""A family of kinds is one tuple of classes: items and stored values follow from it."""

from __future__ import annotations

from typing import ClassVar, Literal

import pytest
from pydantic import TypeAdapter, ValidationError

from socketlab.language.bounds import Model
from socketlab.language.kinds import Kind, given, item_model, union_of, words_of


class Knock(Kind):
    summary: ClassVar = "knock at a door"
    example: ClassVar = "knock: {door: front}"
    kind: Literal["knock"] = "knock"
    door: str


class Ring(Kind):
    summary: ClassVar = "ring a bell"
    example: ClassVar = "ring: {times: 2}"
    kind: Literal["ring"] = "ring"
    times: int = 1


class _Named(Model):
    name: str | None = None


FAMILY = (Knock, Ring)
Item = item_model("Item", _Named, FAMILY)


def test_the_words_come_from_the_classes() -> None:
    assert words_of(FAMILY) == ("knock", "ring")


def test_an_item_holds_the_kind_that_was_written() -> None:
    item = Item.model_validate({"name": "twice", "ring": {"times": 2}})
    assert given(item, FAMILY) == [Ring(times=2)]


def test_an_unknown_kind_is_refused_at_its_key() -> None:
    with pytest.raises(ValidationError) as refused:
        Item.model_validate({"wave": {}})
    assert [(error["loc"], error["type"]) for error in refused.value.errors()] == [
        (("wave",), "extra_forbidden")
    ]


def test_a_misspelt_setting_is_refused_below_its_kind() -> None:
    with pytest.raises(ValidationError) as refused:
        Item.model_validate({"ring": {"tiems": 2}})
    assert [(error["loc"], error["type"]) for error in refused.value.errors()] == [
        (("ring", "tiems"), "extra_forbidden")
    ]


def test_a_stored_value_is_read_again_as_its_own_kind() -> None:
    stored = TypeAdapter(union_of(FAMILY))
    for value in (Knock(door="front"), Ring(times=3)):
        assert stored.validate_json(stored.dump_json(value)) == value
