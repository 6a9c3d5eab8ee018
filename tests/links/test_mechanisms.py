"""Which mechanism serves which condition, and what is missing."""

from __future__ import annotations

import pytest

from socketlab.links.mechanisms import EVERY_CONDITION, FALLBACK, NETEM, lacking, preferred
from socketlab.links.model import Conditions

WITHOUT_NETEM = frozenset({"nft", "nfqueue", "htb", "tbf", "tee"})
WITH_NETEM = frozenset({"nft", "netem", "ifb", "htb", "tbf", "tee"})


@pytest.mark.parametrize(
    ("shaper", "there", "missing"),
    [
        (FALLBACK, WITHOUT_NETEM, (("corrupt", "netem"), ("corrupt", "ifb"))),
        (FALLBACK, WITHOUT_NETEM | {"netem"}, (("corrupt", "ifb"),)),
        (FALLBACK, WITHOUT_NETEM | WITH_NETEM, (("corrupt", "netem"),)),
        (NETEM, WITH_NETEM, ()),
        (NETEM, WITH_NETEM - {"tee"}, (("duplicate", "tee"),)),
        (
            FALLBACK,
            WITHOUT_NETEM - {"tee", "nfqueue"},
            (
                ("delay, jitter, loss and reorder", "nfqueue"),
                ("duplicate", "tee"),
                ("corrupt", "netem"),
                ("corrupt", "ifb"),
            ),
        ),
    ],
)
def test_every_condition_needs_its_mechanism(
    shaper: str, there: frozenset[str], missing: tuple[tuple[str, str], ...]
) -> None:
    assert lacking(shaper, there, [EVERY_CONDITION]) == missing


@pytest.mark.parametrize(
    ("conditions", "needed"),
    [
        (Conditions(delay_s=0.1), {"nft", "nfqueue"}),
        (Conditions(enter_ratio=0.1), {"nft", "nfqueue"}),
        (Conditions(rate_bit_s=10**6), {"nft", "htb", "tbf"}),
        (Conditions(duplicate_ratio=0.1), {"nft", "tee"}),
        (Conditions(mtu_bytes=1000), {"nft"}),
    ],
)
def test_the_fallback_needs_no_more_than_a_condition_takes(conditions: Conditions, needed: set[str]) -> None:
    assert {need for _, need in lacking(FALLBACK, frozenset(), [conditions])} == needed


def test_netem_is_preferred_where_packets_can_be_led_to_it() -> None:
    assert preferred(WITH_NETEM) == NETEM
    assert preferred(WITH_NETEM - {"ifb"}) == FALLBACK
    assert preferred(WITHOUT_NETEM) == FALLBACK
