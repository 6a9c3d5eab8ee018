"""Values and hints as messages show them."""

from __future__ import annotations

from typing import Any

import pytest

from socketlab.language.wording import as_text, cut, instead, is_same, listed, one_of, run_label, suggestion


@pytest.mark.parametrize(("value", "text"), [("a", "a"), (5, "5"), (0.5, "0.5"), (True, "true")])
def test_a_value_is_written_as_in_yaml(value: Any, text: str) -> None:
    assert as_text(value) == text
    assert instead(value) == f', not "{text}"'


@pytest.mark.parametrize("value", ["", None, [], {}])
def test_what_is_not_one_value_is_not_quoted(value: Any) -> None:
    assert instead(value) == ""


def test_a_long_text_is_cut_at_80_characters() -> None:
    assert cut("x" * 80) == "x" * 80
    assert cut("x" * 81) == "x" * 77 + "..."


def test_true_is_not_one() -> None:
    assert is_same(1, 1.0)
    assert is_same(value := True, value)
    assert not is_same(1, other=True)


def test_a_run_is_called_by_its_scenario_and_its_combination() -> None:
    assert run_label("a", {}) == "a"
    assert run_label("a", {"b": 1, "c": True}) == "a [b=1, c=true]"


@pytest.mark.parametrize(
    ("word", "near"),
    [("hots-7", None), ("host-7x", "host-7"), ("hst-7", "host-7"), ("hoxt-7", "host-7"), ("other", None)],
)
def test_of_many_candidates_one_that_differs_in_a_character_is_near(word: str, near: str | None) -> None:
    names = [f"host-{number}" for number in range(500)]
    assert suggestion(word, names) == (None if near is None else f'did you mean "{near}"?')


def test_of_few_candidates_the_most_similar_is_near() -> None:
    assert suggestion("sever", ["server", "client"]) == 'did you mean "server"?'
    assert suggestion("xyz", ["server", "client"]) is None


def test_a_list_of_names_is_bounded() -> None:
    assert one_of(["b", "a"]) == "use one of a, b"
    assert listed(str(number) for number in range(53)).endswith("48, 49 and 3 more")


def test_a_lone_surrogate_is_escaped_where_it_is_quoted() -> None:
    assert cut("a\udce9é") == "a\\udce9é"
