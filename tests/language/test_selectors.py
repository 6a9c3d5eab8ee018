"""Selectors: which hosts and clients are meant, decided by the seed alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from socketlab.language.selectors import (
    Members,
    Selector,
    Selectors,
    client_name,
    parse_selector,
    resolve,
    selector_problem,
)

MEMBERS = Members(hosts=("server", "db"), fleets={"clients": 8, "late": 2})
CLIENTS = tuple(client_name("clients", index) for index in range(1, 9))
EVERYTHING = ("server", "db", *CLIENTS, "late-1", "late-2")


def chosen(*selectors: str, seed: str = "1") -> tuple[str, ...]:
    return resolve(selectors, MEMBERS, seed=seed)


def test_each_form_selects_what_it_says() -> None:
    assert chosen("server") == ("server",)
    assert chosen("clients") == CLIENTS
    assert chosen("clients[2]") == ("clients-2",)
    assert len(chosen("3 of clients")) == 3
    assert len(chosen("50% of clients")) == 4
    assert chosen("*") == EVERYTHING
    assert chosen("100% of *") == EVERYTHING
    assert chosen("late", "server", "clients[8]", "server") == ("server", "clients-8", "late-1", "late-2")


def test_a_fleet_of_any_size_is_not_listed_to_find_what_is_wrong() -> None:
    crowd = Members(hosts=("server",), fleets={"crowd": 10**15})
    assert [crowd.size_of(group) for group in ("server", "crowd", "*", "x")] == [1, 10**15, 10**15 + 1, 0]
    assert selector_problem("crowd[7]", crowd) is None
    assert selector_problem("99% of *", crowd) is None


def test_a_choice_follows_from_the_seed_and_differs_with_it() -> None:
    assert chosen("3 of clients") == chosen("3 of clients")
    assert len({chosen("3 of clients", seed=str(seed)) for seed in range(50)}) > 20


def test_a_choice_is_what_it_was_to_the_letter() -> None:
    assert chosen("3 of clients", seed="7/step 1") == ("clients-1", "clients-2", "clients-8")


@given(st.integers(1, 8), st.text(max_size=9))
def test_so_many_of_a_fleet_are_so_many_different_ones_in_the_order_of_the_run(
    number: int, seed: str
) -> None:
    found = chosen(f"{number} of clients", seed=seed)
    assert len(found) == number
    assert set(found) <= set(CLIENTS)
    assert list(found) == sorted(found, key=EVERYTHING.index)


@given(st.integers(1, 8), st.text(max_size=9))
def test_a_larger_choice_with_the_same_seed_contains_the_smaller(number: int, seed: str) -> None:
    smaller, larger = (chosen(f"{n} of clients", seed=seed) for n in (max(1, number - 1), number))
    assert set(smaller) <= set(larger)


@given(st.integers(1, 10_000), st.integers(1, 1000))
def test_a_share_is_rounded_to_whole_hosts_and_is_at_least_one(hundredths: int, size: int) -> None:
    members = Members(hosts=(), fleets={"f": size})
    found = resolve([f"{hundredths / 100}% of f"], members, seed="s")
    exact = size * hundredths / 10_000
    assert 1 <= len(found) <= size
    assert abs(len(found) - exact) <= 0.5 or len(found) == 1


@given(
    st.lists(st.sampled_from(["server", "clients", "clients[3]", "2 of late", "30% of *", "*"]), min_size=1)
)
def test_several_selectors_come_to_the_union_of_each_in_the_order_of_the_run(texts: list[str]) -> None:
    found = chosen(*texts)
    assert set(found) == {name for text in texts for name in chosen(text)}
    assert list(found) == sorted(set(found), key=EVERYTHING.index)


@given(st.integers(1, 10**5))
def test_every_client_gets_its_turn_as_seeds_go_by(start: int) -> None:
    found = {name for seed in range(start, start + 100) for name in chosen("1 of clients", seed=str(seed))}
    assert found == set(CLIENTS)


NAMES = st.from_regex(r"[a-z]([a-z0-9-]{0,10}[a-z0-9])?", fullmatch=True)


@given(NAMES, st.integers(1, 999_999))
def test_what_is_written_is_what_is_read(name: str, number: int) -> None:
    assert parse_selector(name) == Selector(group=name)
    assert parse_selector(f"{name}[{number}]") == Selector(group=name, index=number)
    assert parse_selector(f"{number} of {name}") == Selector(group=name, number=number)
    assert parse_selector(f" {number}  of  {name} ") == Selector(group=name, number=number)


@given(st.text())
def test_any_text_is_a_selector_or_refused_with_a_reason(text: str) -> None:
    message = ""
    try:
        message = selector_problem(text, MEMBERS) or ""
    except ValueError as error:
        message = str(error)
    assert len(message) < 300


@pytest.mark.parametrize(
    "text",
    ["", " ", "a b", "clients[", "clients[]", "clients[-1]", "clients[x]", "*[1]", "3 of clients[2]", "of x",
     "-1 of x", "3.5 of x", "% of x", "3of x"],
)  # fmt: skip
def test_what_has_no_form_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="does not select hosts"):
        parse_selector(text)


@pytest.mark.parametrize("text", ["0 of clients", "clients[0]", "00 of clients"])
def test_counting_begins_at_one(text: str) -> None:
    with pytest.raises(ValueError, match="selects nothing"):
        parse_selector(text)


@pytest.mark.parametrize("text", ["0% of clients", "100.1% of clients", "999% of clients"])
def test_a_share_is_more_than_nothing_and_at_most_everything(text: str) -> None:
    with pytest.raises(ValueError, match="is not a share"):
        parse_selector(text)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("sever", 'no host "sever" (did you mean "server"?)'),
        ("2 of cleints", 'no host "cleints" (did you mean "clients"?)'),
        ("clients-3", 'no host "clients-3" (write "clients[3]")'),
        ("zzz", 'no host "zzz" (declared are server, db, clients, late)'),
        ("server[1]", '"server" is one host, not a fleet (write "server")'),
        ("2 of server", '"server" is one host, not a fleet (write "server")'),
        ("clients[9]", '"clients[9]" selects more than there is (8 in "clients")'),
        ("13 of *", '"13 of *" selects more than there is (12 in "*")'),
    ],
)
def test_a_selector_of_what_is_not_there_says_what_is(text: str, problem: str) -> None:
    assert selector_problem(text, MEMBERS) == problem


@pytest.mark.parametrize(
    "text", ["server", "clients", "clients[8]", "8 of clients", "1% of late", "*", "12 of *"]
)
def test_a_selector_of_what_is_there_has_no_problem(text: str) -> None:
    assert selector_problem(text, MEMBERS) is None


def test_one_selector_and_a_list_of_them_are_read_and_written_again() -> None:
    adapter = TypeAdapter(Selectors)
    for written in ("server", ["server", "2 of clients"]):
        read = adapter.validate_python(written)
        assert adapter.dump_python(read, mode="json") == written


@pytest.mark.parametrize("written", [[], None, 3, ["server", 3], {"a": 1}, [["server"]]])
def test_only_texts_are_selectors(written: object) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Selectors).validate_python(written)
