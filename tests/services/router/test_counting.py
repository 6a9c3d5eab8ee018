"""The text of the rules that count packets of changed paths, and what is read of nft's listings."""

from __future__ import annotations

import json

from services.router.counting import count_script, handles_of, passed, uncount_script

PAIRS = [("198.19.1.2", "198.19.2.2"), ("198.19.2.2", "198.19.1.2")]


def test_packets_of_every_pair_are_counted_for_as_long_as_the_change_lasts() -> None:
    script = count_script("7", PAIRS, 2.5)
    assert "198.19.1.2 . 198.19.2.2 timeout 2500ms, 198.19.2.2 . 198.19.1.2 timeout 2500ms" in script
    assert "ip saddr . ip daddr @change_7 counter name change_7" in script
    assert script.count("{") == script.count("}")


def test_counting_ends_without_the_end_of_the_chain_which_would_drop_what_is_held() -> None:
    rule = {"handle": 12, "expr": [{"match": {}}, {"counter": "change_3"}]}
    other = {"handle": 13, "expr": [{"counter": {"packets": 1}}]}
    listing = {"nftables": [{"chain": {"name": "arriving"}}, {"rule": rule}, {"rule": other}]}
    handles = handles_of(json.dumps(listing))
    assert handles == {"3": 12}
    assert uncount_script(["3"], handles).splitlines() == [
        "delete rule ip socketlab_changes arriving handle 12",
        "delete set ip socketlab_changes change_3",
        "delete counter ip socketlab_changes change_3",
    ]


def test_the_packets_are_read_by_change() -> None:
    listing = {"nftables": [{"metainfo": {}}, {"counter": {"name": "change_3", "packets": 5}}]}
    assert passed(json.dumps(listing)) == {"3": 5}
