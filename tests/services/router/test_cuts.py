"""The text of the rules that cut paths, and what is read of nft's listings."""

from __future__ import annotations

import json

import pytest

from services.router.cuts import affected, cut_script, handles_of, mend_script

PAIRS = [("198.19.1.2", "198.19.2.2"), ("198.19.2.2", "198.19.1.2")]


def test_every_pair_is_in_the_set_for_as_long_as_the_cut_lasts() -> None:
    script = cut_script("1", PAIRS, "drop", 2.5)
    assert (
        "elements = { 198.19.1.2 . 198.19.2.2 timeout 2500ms, 198.19.2.2 . 198.19.1.2 timeout 2500ms }"
        in script
    )
    assert "counter name cut_1 drop" in script
    assert script.count("{") == script.count("}")


@pytest.mark.parametrize(
    ("kind", "rule"),
    [
        ("refuse", "counter name cut_7 reject with icmp type admin-prohibited"),
        ("refuse-new", "tcp flags & (syn | ack) == syn counter name cut_7 reject with tcp reset"),
        ("reset", "add @fresh_cut_7 { ip saddr . tcp sport . ip daddr . tcp dport } return"),
    ],
)
def test_a_kind_has_its_own_rules(kind: str, rule: str) -> None:
    assert rule in cut_script("7", PAIRS, kind, 1.0)


def test_a_cut_is_ended_by_the_handle_of_its_rule() -> None:
    listing = {
        "nftables": [
            {"metainfo": {}},
            {"chain": {"name": "forward"}},
            {"rule": {"handle": 12, "expr": [{"match": {}}, {"jump": {"target": "cut_3"}}]}},
        ]
    }
    handles = handles_of(json.dumps(listing))
    assert handles == {"3": 12}
    assert mend_script(["3"], handles).splitlines() == [
        "delete rule ip socketlab_cuts forward handle 12",
        "delete chain ip socketlab_cuts cut_3",
        "delete set ip socketlab_cuts cut_3",
        "delete set ip socketlab_cuts fresh_cut_3",
        "delete counter ip socketlab_cuts cut_3",
    ]


def test_affected_packets_are_counted_by_cut() -> None:
    listing = {"nftables": [{"metainfo": {}}, {"counter": {"name": "cut_3", "packets": 5}}]}
    assert affected(json.dumps(listing)) == {"3": 5}
