"""Values in the forms of Compose."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from socketlab.language.values import Environment, Memory, TextMap, Texts, Words, absolute_path


def read(kind: Any, value: Any) -> Any:
    return TypeAdapter(kind).validate_python(value, context={"HOME": "/root"})


@pytest.mark.parametrize(
    ("kind", "written", "value"),
    [
        (Words, "sh -c 'a b'", ("sh", "-c", "a b")),
        (Words, ["a", 5, 0.5], ("a", "5", "0.5")),
        (Texts, "one", ("one",)),
        (TextMap, ["A=1", "B"], {"A": "1", "B": ""}),
        (TextMap, {"A": 1, "B": None}, {"A": "1", "B": ""}),
        (Environment, ["A=1", "HOME", "UNKNOWN"], {"A": "1", "HOME": "/root"}),
        (Environment, {"HOME": None, "B": "x=y"}, {"HOME": "/root", "B": "x=y"}),
        (Memory, "128m", 128 << 20),
        (Memory, "1.5 GB", 3 << 29),
        (Memory, 5, 5),
    ],
)
def test_each_form_of_compose_is_read(kind: Any, written: Any, value: Any) -> None:
    assert read(kind, written) == value


@pytest.mark.parametrize(
    ("kind", "written", "message"),
    [
        (Words, "a 'b", '"a \'b" has a quotation without an end'),
        (Words, ["a", True], '"true" is true or false (put it in quotes)'),
        (TextMap, [5], 'must be a text such as "NAME=value", not "5"'),
        (Environment, {"A": [1]}, "must be one value, not a list or a mapping"),
        (Memory, "5t", 'must be a number and b, k, m or g, such as "128m", not "5t"'),
    ],
)
def test_what_has_none_of_the_forms_says_why(kind: Any, written: Any, message: str) -> None:
    with pytest.raises(ValidationError) as raised:
        read(kind, written)
    assert str(raised.value.errors()[0]["msg"]) == f"Value error, {message}"


@pytest.mark.parametrize("kind", [Environment, TextMap])
def test_what_is_no_mapping_is_left_to_the_type(kind: Any) -> None:
    with pytest.raises(ValidationError, match="valid dictionary"):
        read(kind, 5)


def test_a_path_on_a_host_is_absolute_or_begins_with_a_variable() -> None:
    assert absolute_path("/a") == "/a"
    assert absolute_path("${place}/a") == "${place}/a"
    with pytest.raises(ValueError, match='must be an absolute path, not "a"'):
        absolute_path("a")
