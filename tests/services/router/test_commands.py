"""The text of the commands that put conditions in force, by netem and by its fallback."""

from __future__ import annotations

from services.router.commands import commands, marks, queues, rules, tbf_of
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


def test_only_a_rate_has_a_queue_where_packets_leave() -> None:
    assert tbf_of(SLOW) == "tbf rate 10000000bit burst 12500 limit 90000"
    assert queues(setup(SLOW, Conditions(loss_ratio=0.1)), ("eth0", "eth1")) == [
        "qdisc add dev eth1 root handle 1: htb default 0",
        "class add dev eth1 parent 1: classid 1:1 htb quantum 60000 rate 100gbit",
        "qdisc add dev eth1 parent 1:1 tbf rate 10000000bit burst 12500 limit 90000",
    ]


def test_packets_are_marked_by_their_pair_and_sent_to_their_class() -> None:
    assert marks(setup(SLOW, Conditions(mtu_bytes=1000))) == [
        "table ip socketlab {",
        (
            "map pairs { type ipv4_addr . ipv4_addr : mark; elements = { 198.19.1.2 . 198.19.2.2 : 65537,"
            " 198.19.1.3 . 198.19.2.2 : 2, 198.18.0.1 . 198.19.2.252 : 65537 }; }"
        ),
        "chain arriving { type filter hook prerouting priority -310; policy accept;",
        "meta mark set ip saddr . ip daddr map @pairs;",
        "}",
        "}",
        "table ip socketlab {",
        "map classes { type mark : classid; elements = { 1 : 1:1 }; }",
        "chain leaving { type filter hook forward priority -160; policy accept;",
        "meta priority set meta mark & 65535 map @classes;",
        "}",
        "}",
    ]


COPIES = [
    "*mangle",
    (
        "-A FORWARD -m mark --mark 2/65535 -m statistic --mode random --probability 0.05000000"
        " -j TEE --gateway 198.19.2.2"
    ),
    "COMMIT",
]


def test_the_fallback_takes_held_packets_by_one_rule_and_copies_by_one_for_each_path() -> None:
    lossy = Conditions(loss_ratio=0.1, duplicate_ratio=0.05)
    to_loop = "-A PREROUTING -m mark --mark 65536/65536 -j NFQUEUE --queue-num 1 --queue-bypass"
    assert rules(setup(SLOW, lossy).paths, netem=False) == ["*raw", to_loop, "COMMIT", *COPIES]
    assert rules(setup(Conditions(mtu_bytes=1000)).paths, netem=False) == []


def test_with_netem_only_copies_are_left_to_iptables_because_it_must_not_make_them_itself() -> None:
    lossy = Conditions(loss_ratio=0.1, duplicate_ratio=0.05)
    assert rules(setup(SLOW, lossy).paths, netem=True) == COPIES
    assert rules(setup(SLOW).paths, netem=True) == []


ADDRESSES = [
    "route replace unreachable default",
    "address replace 198.19.1.1/24 dev eth0",
    "neigh replace 198.19.1.252 lladdr 02:00:00:00:00:fe dev eth0 nud permanent",
    "address replace 198.19.2.1/24 dev eth1",
    "neigh replace 198.19.2.252 lladdr 02:00:00:00:00:fe dev eth1 nud permanent",
    "link add probe0 type veth peer name probe1",
    "link set probe0 up",
    "link set probe1 up",
]


def test_an_mtu_is_a_route() -> None:
    made = dict(commands(setup(Conditions(delay_s=0.01, mtu_bytes=1000)), ("eth0", "eth1"), netem=False))
    assert [program[0] for program in made] == ["ip", "nft", "iptables-nft-restore"]
    assert made["ip", "-batch", "-"].splitlines() == [
        *ADDRESSES,
        "route add 198.19.1.0/24 dev eth0 mtu lock 1000 table 1000",
        "route add 198.19.2.0/24 dev eth1 mtu lock 1000 table 1000",
        "rule add fwmark 1/65535 lookup 1000",
    ]


def test_netem_needs_a_card_and_a_rate_its_queue_on_the_way_out() -> None:
    made = dict(commands(setup(SLOW), ("eth0", "eth1"), netem=True))
    assert [program[0] for program in made] == ["ip", "tc", "nft"]
    card = ["link add holding0 type ifb", "link set holding0 up"]
    assert made["ip", "-batch", "-"].splitlines() == [*ADDRESSES, *card]
    lines = made["tc", "-batch", "-"].splitlines()
    assert [line for line in lines if " root " in line] == [
        "qdisc add dev eth1 root handle 1: htb default 0",
        "qdisc add dev holding0 root handle 1: htb default 0",
    ]


def test_without_anything_to_hold_netem_needs_no_card() -> None:
    made = dict(commands(setup(Conditions(rate_bit_s=10**6)), ("eth0", "eth1"), netem=True))
    assert made["ip", "-batch", "-"].splitlines() == ADDRESSES
    assert "holding0" not in made["tc", "-batch", "-"]
