"""What the kernel's netem is given, as text."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.router.commands import probed_pairs
from services.router.netem import card, netem_change, netem_of, queues
from services.router.orders import Conditions
from tests.services.router.test_commands import SLOW, setup


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
        (Conditions(corrupt_ratio=0.001), "netem limit 1000 corrupt 0.1%"),
        (Conditions(delay_s=0.01, reorder_ratio=0.25), "netem limit 15000 delay 10000us reorder 25%"),
        (Conditions(loss_ratio=0.1, duplicate_ratio=0.02), "netem limit 1000 loss random 10%"),
    ],
)
def test_netem_is_told_each_condition_in_its_own_words(conditions: Conditions, text: str) -> None:
    assert netem_of(conditions) == text


def test_a_rate_does_not_shorten_what_netem_holds_as_small_packets_may_be_many() -> None:
    assert netem_of(SLOW) == netem_of(Conditions(delay_s=SLOW.delay_s)) == "netem limit 37500 delay 25000us"


def test_packets_that_arrive_anywhere_are_led_to_the_netem_of_their_path() -> None:
    made = setup(SLOW, Conditions(rate_bit_s=10**6, mtu_bytes=1000), Conditions(corrupt_ratio=0.1))
    before = "filter add block 1 protocol ip prio 1 flower src_ip"
    behind = "action mirred egress redirect dev holding0"
    assert queues(made, ("eth0", "probe0"), probed_pairs(made)) == [
        "qdisc add dev holding0 root handle 1: htb default 0",
        "class add dev holding0 parent 1: classid 1:1 htb quantum 60000 rate 100gbit burst 2mb cburst 2mb",
        "qdisc add dev holding0 parent 1:1 netem limit 37500 delay 25000us",
        "class add dev holding0 parent 1: classid 1:3 htb quantum 60000 rate 100gbit burst 2mb cburst 2mb",
        "qdisc add dev holding0 parent 1:3 netem limit 1000 corrupt 10%",
        "qdisc add dev eth0 ingress_block 1 clsact",
        "qdisc add dev probe0 ingress_block 1 clsact",
        f"{before} 198.19.1.2 dst_ip 198.19.2.2 action skbedit priority 1:1 {behind}",
        f"{before} 198.19.1.4 dst_ip 198.19.2.2 action skbedit priority 1:3 {behind}",
        f"{before} 198.18.0.1 dst_ip 198.19.2.252 action skbedit priority 1:1 {behind}",
    ]


def test_where_nothing_is_held_there_is_neither_card_nor_filter() -> None:
    made = setup(Conditions(rate_bit_s=10**6, duplicate_ratio=0.1))
    assert (card(made), queues(made, ("eth0",), probed_pairs(made))) == ([], [])


@pytest.mark.parametrize(
    ("before", "after", "lines"),
    [
        (SLOW, replace(SLOW, rate_bit_s=1), []),
        (
            SLOW,
            Conditions(loss_ratio=0.1),
            ["qdisc change dev holding0 parent 1:1 netem limit 1000 loss random 10%"],
        ),
        (
            Conditions(delay_s=0.01, jitter_s=0.002, distribution="normal"),
            Conditions(delay_s=0.01),
            [
                "qdisc del dev holding0 parent 1:1",
                "qdisc add dev holding0 parent 1:1 netem limit 15000 delay 10000us",
            ],
        ),
    ],
)
def test_a_netem_is_changed_in_place_unless_it_has_a_table_that_would_stay(
    before: Conditions, after: Conditions, lines: list[str]
) -> None:
    (path,) = setup(before).paths
    assert netem_change(path, replace(path, conditions=after)) == lines
