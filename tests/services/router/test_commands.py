"""The text of the commands that put conditions in force, by netem and by its fallback."""

from __future__ import annotations

import pytest

from services.router.commands import commands, marks, netem_of, queues, rules, tbf_of
from services.router.orders import Conditions, Path, Segment, Setup

SEGMENTS = (
    Segment("198.19.1.0/24", "198.19.1.1", "198.19.1.252"),
    Segment("198.19.2.0/24", "198.19.2.1", "198.19.2.252"),
)
SLOW = Conditions(delay_s=0.025, rate_bit_s=10**7, burst_bytes=12_500, limit_bytes=90_000)


def setup(*conditions: Conditions) -> Setup:
    paths = tuple(
        Path(mark, f"198.19.1.{mark + 1}", "198.19.2.2", 1, each)
        for mark, each in enumerate(conditions, start=1)
    )
    return Setup("", SEGMENTS, paths, (1,))


@pytest.mark.parametrize(
    ("conditions", "text"),
    [
        (Conditions(delay_s=0.05), "netem limit 75000 delay 50000us"),
        (Conditions(delay_s=0.01, jitter_s=0.002), "netem limit 27000 delay 10000us 2000us"),
        (
            Conditions(delay_s=0.01, jitter_s=0.002, distribution="normal"),
            "netem limit 27000 delay 10000us 2000us distribution normal",
        ),
        (Conditions(loss_ratio=0.005), "netem limit 1000 loss random 0.5%"),
        (
            Conditions(enter_ratio=0.01, leave_ratio=0.25, bad_loss_ratio=1.0, loss_ratio=0.001),
            "netem limit 1000 loss gemodel 1% 25% 100% 0.1%",
        ),
        (Conditions(duplicate_ratio=0.02), "netem limit 1000 duplicate 2%"),
        (Conditions(corrupt_ratio=0.001), "netem limit 1000 corrupt 0.1%"),
        (Conditions(delay_s=0.01, reorder_ratio=0.25), "netem limit 15000 delay 10000us reorder 25%"),
        (SLOW, "netem limit 81 delay 25000us"),
    ],
)
def test_netem_is_told_each_condition_in_its_own_words(conditions: Conditions, text: str) -> None:
    assert netem_of(conditions) == text


def test_a_queue_of_netem_holds_what_is_under_way_at_the_rate_and_the_limit() -> None:
    fast = Conditions(delay_s=0.1, rate_bit_s=10**9, burst_bytes=1_250_000, limit_bytes=10**6)
    assert netem_of(fast) == "netem limit 8917 delay 100000us"


def test_with_netem_a_path_is_a_class_with_its_rate_and_a_netem_below() -> None:
    assert queues(setup(SLOW, Conditions(loss_ratio=0.1)), ("eth0", "eth1"), netem=True) == [
        "qdisc add dev eth1 root handle 1: htb default 0",
        (
            "class add dev eth1 parent 1: classid 1:1 htb quantum 60000"
            " rate 10000000bit ceil 10000000bit burst 12500 cburst 12500"
        ),
        "qdisc add dev eth1 parent 1:1 netem limit 81 delay 25000us",
        "class add dev eth1 parent 1: classid 1:2 htb quantum 60000 rate 100gbit",
        "qdisc add dev eth1 parent 1:2 netem limit 1000 loss random 10%",
    ]


def test_without_netem_only_a_rate_has_a_queue() -> None:
    assert tbf_of(SLOW) == "tbf rate 10000000bit burst 12500 limit 90000"
    assert queues(setup(SLOW, Conditions(loss_ratio=0.1)), ("eth0", "eth1"), netem=False) == [
        "qdisc add dev eth1 root handle 1: htb default 0",
        "class add dev eth1 parent 1: classid 1:1 htb quantum 60000 rate 100gbit",
        "qdisc add dev eth1 parent 1:1 tbf rate 10000000bit burst 12500 limit 90000",
    ]


def test_packets_are_marked_by_their_pair_and_sent_to_their_class() -> None:
    assert marks(setup(SLOW, Conditions(mtu_bytes=1000)), netem=False) == [
        "table ip socketlab {",
        (
            "map pairs { type ipv4_addr . ipv4_addr : mark; elements = { 198.19.1.2 . 198.19.2.2 : 65537,"
            " 198.19.1.3 . 198.19.2.2 : 2, 198.18.0.1 . 198.19.2.252 : 65537 }; }"
        ),
        "chain arriving { type filter hook prerouting priority -310; policy accept;",
        "meta mark set ip saddr . ip daddr map @pairs;",
        "}",
        "map classes { type mark : classid; elements = { 65537 : 1:1 }; }",
        "chain leaving { type filter hook forward priority -160; policy accept;",
        "meta priority set meta mark map @classes;",
        "}",
        "}",
    ]


def test_the_fallback_takes_held_packets_by_one_rule_and_copies_by_one_for_each_path() -> None:
    lossy = Conditions(loss_ratio=0.1, duplicate_ratio=0.05)
    assert rules(setup(SLOW, lossy).paths) == [
        "*raw",
        "-A PREROUTING -m mark --mark 65536/65536 -j NFQUEUE --queue-num 1 --queue-bypass",
        "COMMIT",
        "*mangle",
        (
            "-A FORWARD -m mark --mark 65538 -m statistic --mode random --probability 0.05000000"
            " -j TEE --gateway 198.19.2.2"
        ),
        "COMMIT",
    ]
    assert rules(setup(Conditions(mtu_bytes=1000)).paths) == []


def test_netem_needs_no_rules_and_an_mtu_is_a_route() -> None:
    made = dict(commands(setup(Conditions(delay_s=0.01, mtu_bytes=1000)), ("eth0", "eth1"), netem=True))
    assert [program[0] for program in made] == ["ip", "tc", "nft"]
    assert made["ip", "-batch", "-"].splitlines() == [
        "route replace unreachable default",
        "address replace 198.19.1.1/24 dev eth0",
        "neigh replace 198.19.1.252 lladdr 02:00:00:00:00:fe dev eth0 nud permanent",
        "address replace 198.19.2.1/24 dev eth1",
        "neigh replace 198.19.2.252 lladdr 02:00:00:00:00:fe dev eth1 nud permanent",
        "link add probe0 type veth peer name probe1",
        "link set probe0 up",
        "link set probe1 up",
        "route add 198.19.1.0/24 dev eth0 mtu lock 1000 table 1000",
        "route add 198.19.2.0/24 dev eth1 mtu lock 1000 table 1000",
        "rule add fwmark 65537 lookup 1000",
    ]
