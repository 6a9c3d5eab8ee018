"""Which texts of a scenario are names follows from the marks on the models' fields."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field

from socketlab.language.names import FleetName, HostName, Names, OwnHostName
from socketlab.spec.references import references_in


class Leaf(BaseModel):
    host: OwnHostName | None = Field(default=None, description="with a description, as in the checks")
    whose: FleetName = Field(default="x", alias="fleet")
    text: str = ""


class Tree(BaseModel):
    leaf: Leaf | None = None
    leaves: tuple[Leaf, ...] = ()
    by_name: dict[str, Leaf] = Field(default_factory=dict)
    hosts: list[HostName] = Field(default_factory=list)
    either: Annotated[str, Names("host"), Names("fleet")] = ""


def names(tree: object) -> list[tuple[object, ...]]:
    return [(*each.path, each.mark.role, each.mark.own, each.name) for each in references_in(tree, Tree)]


def test_marked_fields_are_found_wherever_they_are() -> None:
    tree = {
        "leaf": {"host": "a", "fleet": "b", "text": "c", "whose": "not the key in YAML"},
        "leaves": [{"host": "d"}, {"fleet": "e"}],
        "by_name": {"x": {"host": "f"}},
        "hosts": ["g", "h"],
        "either": "i",
    }
    assert names(tree) == [
        ("leaf", "host", "host", True, "a"),
        ("leaf", "fleet", "fleet", False, "b"),
        ("leaves", 0, "host", "host", True, "d"),
        ("leaves", 1, "fleet", "fleet", False, "e"),
        ("by_name", "x", "host", "host", True, "f"),
        ("hosts", 0, "host", False, "g"),
        ("hosts", 1, "host", False, "h"),
        ("either", "host", False, "i"),
        ("either", "fleet", False, "i"),
    ]


def test_values_of_the_wrong_shape_are_passed_over() -> None:
    tree = {"leaf": "a", "leaves": {"host": "b"}, "by_name": ["c"], "hosts": {"d": "e"}, "other": {"host": 1}}
    assert names(tree) == []
    assert names([tree]) == []
    assert names({"leaf": {"host": 5, "fleet": ["x"]}}) == []
