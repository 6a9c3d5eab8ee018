"""The text of the rules of NATs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.router.commands import commands
from services.router.nat import moving, nat_addresses, nat_table, with_moved
from services.router.orders import Nat, Segment, Setup, setup_of

SEGMENTS = tuple(
    Segment(f"198.19.{number}.0/24", f"198.19.{number}.1", f"198.19.{number}.252") for number in (1, 2, 3)
)
HOME = Setup("fallback", SEGMENTS, (), (), (Nat("198.18.200.1", (0, 2)),))


def test_hosts_behind_a_nat_have_its_address_outside_and_nobody_connects_to_them() -> None:
    inside = "{ 198.19.1.0/24, 198.19.3.0/24 }"
    assert nat_table(HOME, "probe0") == [
        "table ip socketlab_nat {",
        "chain arriving { type filter hook prerouting priority -150; policy accept;",
        "ip daddr 198.18.200.1 ct state invalid drop",
        "}",
        "chain forward { type filter hook forward priority 0; policy accept;",
        'iifname "probe0" accept',
        "ct state established,related accept",
        f"ip saddr != {inside} ip daddr {inside} reject with icmp type net-unreachable",
        "}",
        "chain leaving { type nat hook postrouting priority 100; policy accept;",
        f"ip saddr {inside} ip daddr != {inside} snat to 198.18.200.1",
        "}",
        "}",
    ]
    assert nat_addresses(HOME) == ["address replace 198.18.200.1/32 dev lo"]


def test_without_a_nat_there_is_no_rule() -> None:
    plain = Setup("fallback", SEGMENTS, (), ())
    assert (nat_table(plain, "probe0"), nat_addresses(plain)) == ([], [])
    assert [program[0] for program, _ in commands(plain, ("a", "b", "c"), netem=False)] == ["ip"]
    assert [program[0] for program, _ in commands(HOME, ("a", "b", "c"), netem=False)] == ["ip", "nft"]


def test_an_order_without_nats_is_understood() -> None:
    order = {"shaper": "fallback", "segments": [], "conditions": [], "paths": [], "probed": []}
    assert setup_of(order).nats == ()
    assert setup_of({**order, "nats": [{"address": "198.18.200.1", "segments": [0, 2]}]}).nats == HOME.nats


MOVABLE = replace(HOME, nats=(Nat("198.18.200.1", (0, 2), "198.18.201.1"), Nat("198.18.200.2", (1,))))


def test_a_nat_that_moves_has_its_other_address_and_forgets_its_connections() -> None:
    after = with_moved(MOVABLE, "198.18.200.1")
    assert after.nats == (
        Nat("198.18.201.1", (0, 2), "198.18.200.1", generation=1),
        Nat("198.18.200.2", (1,)),
    )
    (_, rules), (_, addresses) = moving(MOVABLE, after, "probe0")
    inside = "{ 198.19.1.0/24, 198.19.3.0/24 }"
    first, *lines = rules.splitlines()
    assert first == "delete table ip socketlab_nat"
    assert lines == nat_table(after, "probe0")
    assert lines[1:5] == [
        "chain zones { type filter hook prerouting priority -305; policy accept;",
        f"ip saddr {inside} ct zone set 1",
        "ip daddr 198.18.201.1 ct zone set 1",
        "}",
    ]
    assert f"ip saddr {inside} ip daddr != {inside} snat to 198.18.201.1" in lines
    assert addresses.splitlines() == [
        "address replace 198.18.201.1/32 dev lo",
        "address replace 198.18.200.2/32 dev lo",
        "address del 198.18.200.1/32 dev lo",
    ]


def test_the_second_time_it_has_its_first_address_again() -> None:
    twice = with_moved(with_moved(MOVABLE, "198.18.200.1"), "198.18.200.1")
    assert twice.nats[0] == Nat("198.18.200.1", (0, 2), "198.18.201.1", generation=2)


@pytest.mark.parametrize("address", ["198.18.200.2", "198.18.200.9", ""])
def test_what_has_no_other_address_cannot_move(address: str) -> None:
    with pytest.raises(ValueError, match="no NAT has the address"):
        with_moved(MOVABLE, address)
