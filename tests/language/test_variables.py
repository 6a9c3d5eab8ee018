"""Filling in ``${...}``."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socketlab.language.document import parse_document
from socketlab.language.variables import fill, finish, names_in, substitute, unknown_references
from socketlab.language.wording import Scalar

VALUES: dict[str, Scalar] = {"a": "x", "n": 5, "flag": True}


@pytest.mark.parametrize(
    ("text", "filled", "finished"),
    [
        ("plain", "plain", "plain"),
        ("${a}", "x", "x"),
        ("${a}${n} ${flag}", "x5 true", "x5 true"),
        ("${unknown}", "${unknown}", "${unknown}"),
        ("$${a}", "$${a}", "${a}"),
        ("$$$${a}", "$$$${a}", "$${a}"),
        ("$$${a}", "$$x", "$x"),
        ("$a $", "$a $", "$a $"),
        ("${}", "${}", "${}"),
        ("${a", "${a", "${a"),
    ],
)
def test_references_are_replaced_and_doubled_dollars_halved_last(
    text: str, filled: str, finished: str
) -> None:
    assert fill(text, VALUES) == filled
    assert finish(text, VALUES) == finish(filled, {}) == finished


def test_names_are_found_in_order_without_escaped_ones() -> None:
    assert names_in("${b} $${c} ${a} ${b}") == ("b", "a", "b")


@pytest.mark.parametrize(
    ("tree", "result"),
    [
        ("${n}", 5),
        ("${flag}", True),
        (" ${n}", " 5"),
        ("$$", "$$"),
        ({"k ${a}": ["${n}", {"k": "${a}"}, 7, None]}, {"k ${a}": [5, {"k": "x"}, 7, None]}),
    ],
)
def test_a_whole_value_takes_its_variables_type(tree: object, result: object) -> None:
    assert substitute(tree, VALUES) == result


@given(st.text("$a{}n "))
def test_a_text_without_known_names_is_left_alone(text: str) -> None:
    assert fill(text, {}) == text


def test_of_very_many_unknown_variables_in_a_text_each_of_the_first_is_a_problem() -> None:
    text = "${a}" * 100 + "".join(f"${{b{number}}}" for number in range(1_000))
    document = parse_document("title: x", file="f.yaml")
    assert len(unknown_references(document, {"title": text})) == 500
