"""The text of the commands that change conditions while packets pass."""

from __future__ import annotations

from dataclasses import replace

from services.router.altering import Alteration, Made, made_by
from services.router.commands import Command
from services.router.orders import Conditions, Path, Setup
from tests.services.router.test_commands import SEGMENTS, SLOW, setup

IP, TC = ("ip", "-batch", "-"), ("tc", "-batch", "-")
NFT, IPTABLES = ("nft", "-f", "-"), ("iptables-nft-restore", "--noflush")
TO_LOOP = "-A PREROUTING -m mark --mark 65536/65536 -j NFQUEUE --queue-num 1 --queue-bypass"
FRESH = Path(2, "198.19.1.9", "198.19.2.2", 1, Conditions())
FAST = Conditions(rate_bit_s=10**6, burst_bytes=3028, limit_bytes=15_140)
CLASS = "htb quantum 60000 rate 100gbit burst 2mb cburst 2mb"
FILTER = "filter add block 1 protocol ip prio 1 flower src_ip {} dst_ip {} action skbedit priority {}"
BEHIND = " action mirred egress redirect dev holding0"


def altered(
    there: Setup | Made, *moves: tuple[Path, Conditions], netem: bool = False, probed: int = 0
) -> tuple[dict[tuple[str, ...], list[str]], Made]:
    """The lines for each program, and what there is then."""
    made = there if isinstance(there, Made) else made_by(there, netem=netem)
    pairs = [(path, replace(path, conditions=after)) for path, after in moves]
    alteration = Alteration(pairs, made, SEGMENTS, ("eth0", "eth1"), netem=netem)
    commands: list[Command] = alteration.commands({probed} if probed else set())
    return {program: text.splitlines() for program, text in commands}, alteration.made


def test_where_the_packet_loop_holds_packets_another_delay_takes_no_command() -> None:
    (path,) = setup(SLOW).paths
    assert altered(setup(SLOW), (path, replace(SLOW, delay_s=1.0)))[0] == {}


def test_a_path_that_had_no_conditions_is_numbered_probed_and_led_to_the_loop() -> None:
    lines, made = altered(Made(), (FRESH, Conditions(delay_s=0.1)), probed=2)
    assert lines[NFT] == [
        "table ip socketlab {",
        "map pairs { type ipv4_addr . ipv4_addr : mark; }",
        "chain arriving { type filter hook prerouting priority -310; policy accept;",
        "meta mark set ip saddr . ip daddr map @pairs;",
        "}",
        "}",
        "add element ip socketlab pairs { 198.19.1.9 . 198.19.2.2 : 65538 }",
        "add element ip socketlab pairs { 198.18.0.2 . 198.19.2.252 : 65538 }",
    ]
    assert lines[IPTABLES] == ["*raw", TO_LOOP, "COMMIT"]
    slow = replace(FRESH, conditions=Conditions(delay_s=0.1))
    back, _ = altered(made, (slow, Conditions()))
    assert back == {
        NFT: [
            "delete element ip socketlab pairs { 198.19.1.9 . 198.19.2.2 }",
            "add element ip socketlab pairs { 198.19.1.9 . 198.19.2.2 : 2 }",
            "delete element ip socketlab pairs { 198.18.0.2 . 198.19.2.252 }",
            "add element ip socketlab pairs { 198.18.0.2 . 198.19.2.252 : 2 }",
        ]
    }


def test_a_rate_gets_a_queue_that_is_changed_in_place_and_left_to_drain() -> None:
    there = setup(Conditions(delay_s=0.01))
    (path,) = there.paths
    held = replace(FAST, delay_s=0.01)
    lines, made = altered(there, (path, held))
    tbf = "tbf rate 1000000bit burst 3028 limit 15140"
    assert lines[TC] == [
        "qdisc add dev eth1 root handle 1: htb default 0",
        "class add dev eth1 parent 1: classid 1:1 htb quantum 60000 rate 100gbit",
        f"qdisc add dev eth1 parent 1:1 {tbf}",
    ]
    assert lines[NFT][-1] == "add element ip socketlab classes { 1 : 1:1 }"
    assert "meta priority set meta mark & 65535 map @classes;" in lines[NFT]
    rated = replace(path, conditions=held)
    slower, made = altered(made, (rated, replace(held, rate_bit_s=500_000)))
    assert slower == {TC: [f"qdisc change dev eth1 parent 1:1 {tbf.replace('1000000', '500000')}"]}
    gone, made = altered(made, (rated, path.conditions))
    assert gone == {NFT: ["delete element ip socketlab classes { 1 }"]}
    again, _ = altered(made, (path, held))
    assert again == {
        TC: [f"qdisc change dev eth1 parent 1:1 {tbf}"],
        NFT: ["add element ip socketlab classes { 1 : 1:1 }"],
    }


def test_copies_and_the_routes_of_an_mtu_come_and_go() -> None:
    there = setup(Conditions(duplicate_ratio=0.1))
    (path,) = there.paths
    rule = "FORWARD -m mark --mark 1/65535 -m statistic --mode random --probability {:.8f} -j TEE --gateway"
    lines, made = altered(there, (path, Conditions(duplicate_ratio=0.2, mtu_bytes=900)))
    assert lines == {
        IP: [
            "route add 198.19.1.0/24 dev eth0 mtu lock 900 table 900",
            "route add 198.19.2.0/24 dev eth1 mtu lock 900 table 900",
            "rule add fwmark 1/65535 lookup 900",
        ],
        IPTABLES: [
            "*mangle",
            f"-D {rule.format(0.1)} 198.19.2.2",
            f"-A {rule.format(0.2)} 198.19.2.2",
            "COMMIT",
        ],
    }
    small = replace(path, conditions=Conditions(mtu_bytes=900))
    assert altered(made, (small, Conditions()))[0] == {IP: ["rule del fwmark 1/65535 lookup 900"]}
    assert altered(made, (path, replace(path.conditions, mtu_bytes=900)))[0] == {
        IP: ["rule add fwmark 1/65535 lookup 900"]
    }


def test_netem_is_changed_in_place() -> None:
    there = setup(replace(SLOW, corrupt_ratio=0.1))
    (path,) = there.paths
    lines, _ = altered(there, (path, replace(SLOW, delay_s=0.2)), netem=True)
    change = "qdisc change dev holding0 parent 1:1 netem limit 300000 delay 200000us corrupt 0%"
    assert lines == {TC: [change]}


def test_a_path_that_had_no_netem_gets_one_and_the_way_to_it() -> None:
    lines, made = altered(Made(), (FRESH, Conditions(delay_s=0.1)), netem=True, probed=2)
    assert lines[IP] == ["link add holding0 type ifb", "link set holding0 up"]
    assert lines[TC] == [
        "qdisc add dev holding0 root handle 1: htb default 0",
        "qdisc add dev eth0 ingress_block 1 clsact",
        "qdisc add dev eth1 ingress_block 1 clsact",
        "qdisc add dev probe0 ingress_block 1 clsact",
        f"class add dev holding0 parent 1: classid 1:2 {CLASS}",
        "qdisc add dev holding0 parent 1:2 netem limit 150000 delay 100000us",
        FILTER.format("198.19.1.9", "198.19.2.2", "1:2") + BEHIND,
        FILTER.format("198.18.0.2", "198.19.2.252", "1:2") + BEHIND,
    ]
    assert IPTABLES not in lines
    slow = replace(FRESH, conditions=Conditions(delay_s=0.1))
    back, _ = altered(made, (slow, Conditions()), netem=True)
    assert back[TC] == ["qdisc change dev holding0 parent 1:2 netem limit 1000"]


def test_a_probed_path_that_gets_its_netem_later_has_its_probes_led_there_too() -> None:
    there = setup(FAST)
    (path,) = there.paths
    lines, _ = altered(there, (path, replace(FAST, delay_s=0.1)), netem=True)
    assert lines[TC][-2:] == [
        FILTER.format("198.19.1.2", "198.19.2.2", "1:1") + BEHIND,
        FILTER.format("198.18.0.1", "198.19.2.252", "1:1") + BEHIND,
    ]


def test_what_neither_holds_nor_limits_takes_no_card() -> None:
    assert TC not in altered(Made(), (FRESH, Conditions(mtu_bytes=900)), netem=True)[0]
