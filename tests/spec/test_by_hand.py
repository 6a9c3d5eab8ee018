"""Faults on the command line: read as in a scenario, and refused with the setting that is wrong."""

from __future__ import annotations

import pytest

from socketlab.errors import InvalidInput
from socketlab.faults.link import Link
from socketlab.faults.partition import Partition
from socketlab.language.selectors import Members
from socketlab.spec.by_hand import read_fault, read_link

MEMBERS = Members(hosts=("left", "right", "server"), fleets={})


def test_settings_are_those_of_a_scenario() -> None:
    read = read_fault("partition", {"between": "left,right", "for": "2s", "mode": "refuse"}, MEMBERS).fault
    assert isinstance(read, Partition)
    assert (read.sides, read.lasts_s, read.mode) == ((("left",), ("right",)), 2.0, "refuse")
    grouped = read_fault("partition", {"between": "[[left, right], server]"}, MEMBERS).fault
    assert isinstance(grouped, Partition)
    assert grouped.sides == (("left", "right"), ("server",))


@pytest.mark.parametrize(
    ("word", "settings", "message"),
    [
        ("kil", {}, 'no fault "kil" (did you mean "kill"?)'),
        ("kill", {}, "kill: host is missing"),
        ("kill", {"host": "rght"}, 'kill: no host "rght" (did you mean "right"?)'),
        (
            "kill",
            {"host": "server"},
            'kill: "server" belongs to the standing lab and must not be harmed',
        ),
        ("heal", {"x": "1"}, 'heal: "x" is not known here (there are no settings)'),
        ("partition", {"between": "left"}, "partition: between must be a list of two groups"),
        (
            "partition",
            {"between": "left,right", "for": "soon"},
            'partition: for must be a duration such as "5s", not "soon"',
        ),
        ("kill", {"host": "[right"}, "kill: "),
    ],
)
def test_what_is_wrong_is_named(word: str, settings: dict[str, str], message: str) -> None:
    with pytest.raises(InvalidInput) as raised:
        read_fault(word, settings, MEMBERS, lab={"server"})
    assert str(raised.value).startswith(message)
    assert "\n" not in str(raised.value)


def test_a_link_is_read_from_two_groups_and_conditions_or_with_a_direction() -> None:
    both = read_link(["left,right", "server"], {"delay": "200ms"}, MEMBERS).fault
    assert isinstance(both, Link)
    assert (both.sides, both.delay, both.both_ways) == ((("left", "right"), ("server",)), 0.2, True)
    one = read_link([], {"from": "left", "to": "right", "rate": "1mbit"}, MEMBERS).fault
    assert isinstance(one, Link)
    assert (one.sides, one.rate, one.both_ways) == ((("left",), ("right",)), 10**6, False)


@pytest.mark.parametrize(
    ("groups", "settings", "message"),
    [
        (["left"], {"delay": "1s"}, 'needs two groups, not "left" (write such as: left right delay=200ms)'),
        (["left", "right"], {"delay": "1s", "for": "1s"}, "for: link set lasts until link reset"),
        (["left", "right"], {"delay": "1"}, 'link: "1" has no unit'),
        (["left", "rght"], {"delay": "1s"}, 'link: no host "rght" (did you mean "right"?)'),
        ([], {"delay": "1s"}, "link: needs either between (both directions), or from and to (one direction)"),
    ],
)
def test_a_link_that_is_wrong_is_refused(groups: list[str], settings: dict[str, str], message: str) -> None:
    with pytest.raises(InvalidInput) as raised:
        read_link(groups, settings, MEMBERS)
    assert str(raised.value).startswith(message)
