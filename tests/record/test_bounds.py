"""What a value in a stored run may be."""

from typing import Any

import pytest

from socketlab.record.bounds import tree_from_json


@pytest.mark.parametrize(
    ("content", "tree"),
    [
        ('{"a": [1, -2.5, "x", null, true]}', {"a": [1, -2.5, "x", None, True]}),
        (b'"12345"', "12345"),
        (str(2**512), 2**512),
        ("1e15", 1e15),
        ("[" * 150 + "]" * 150, None),
    ],
)
def test_what_is_within_bounds_is_read(content: str | bytes, tree: Any) -> None:
    read = tree_from_json(content, longest_text=5)
    assert tree is None or read == tree


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "NaN",
        "-Infinity",
        "1e999",
        "-1e16",
        "1" * 400,
        "1" * 5000,
        '"123456"',
        '{"123456": 1}',
        '{"a": [{"b": "123456"}]}',
        '"\\ud800"',
        b'"\xff"',
        "[" * 100_000,
    ],
)
def test_what_is_out_of_bounds_is_refused(content: str | bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - in the parser's words, or in ours
        tree_from_json(content, longest_text=5)
