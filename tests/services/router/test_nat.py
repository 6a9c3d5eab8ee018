"""The text of the rules of NATs."""

from __future__ import annotations

from services.router.commands import commands
from services.router.nat import nat_addresses, nat_table
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
