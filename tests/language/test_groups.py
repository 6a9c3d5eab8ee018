"""Two groups of hosts."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from socketlab.language.groups import TwoGroups


def groups(**settings: object) -> TwoGroups:
    return TwoGroups.model_validate(settings)


def test_two_groups_are_named_in_one_of_two_ways() -> None:
    both = groups(between=["a", ["b", "c"]])
    assert (both.sides, both.both_ways) == ((("a",), ("b", "c")), True)
    one = groups(**{"from": "a", "to": "b"})
    assert (one.sides, one.both_ways) == ((("a",), ("b",)), False)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({}, "needs either between"),
        ({"to": "a"}, "needs either between"),
        ({"between": ["a", "b"], "from": "a", "to": "b"}, "needs either between"),
        ({"between": ["a"]}, "must be a list of two groups such as [clients, server]"),
    ],
)
def test_anything_else_is_refused(settings: dict[str, object], message: str) -> None:
    with pytest.raises(ValidationError) as raised:
        groups(**settings)
    assert message in str(raised.value)
