"""What puts conditions in force: netem, or several other parts of the kernel together."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from socketlab.links.model import Conditions

NETEM, FALLBACK = "netem", "fallback"
IFB = "ifb"
SHAPERS = (NETEM, FALLBACK)

MECHANISMS: dict[str, str] = {
    NETEM: "the queueing discipline netem (sch_netem)",
    IFB: "the card IFB and its filters (ifb, cls_flower, act_skbedit, act_mirred)",
    "htb": "the queueing discipline HTB (sch_htb)",
    "tbf": "the queueing discipline TBF (sch_tbf)",
    "nft": "nftables (nf_tables)",
    "nat": "source NAT and connection tracking of nftables (nft_chain_nat, nft_nat, nft_ct)",
    "nfqueue": "the target NFQUEUE of iptables (xt_NFQUEUE, nfnetlink_queue)",
    "tee": "the target TEE of iptables (xt_TEE)",
}
"""What the kernel may have, and what it is called there."""

_Asked = Callable[[Conditions], bool]


def _held(conditions: Conditions) -> bool:
    asked = (conditions.delay_s, conditions.jitter_s, conditions.loss_ratio, conditions.enter_ratio)
    return any((*asked, conditions.reorder_ratio))


def _limited(conditions: Conditions) -> bool:
    return bool(conditions.rate_bit_s)


def _duplicated(conditions: Conditions) -> bool:
    return bool(conditions.duplicate_ratio)


def _corrupted(conditions: Conditions) -> bool:
    return bool(conditions.corrupt_ratio)


_NEEDS: dict[str, tuple[tuple[str, _Asked, tuple[str, ...]], ...]] = {
    NETEM: (
        ("links", lambda _: True, ("nft",)),
        ("delay, jitter, loss and reorder", _held, (NETEM, IFB, "htb")),
        ("rate", _limited, ("htb", "tbf")),
        ("duplicate", _duplicated, ("tee",)),
        ("corrupt", _corrupted, (NETEM, IFB, "htb")),
    ),
    FALLBACK: (
        ("links", lambda _: True, ("nft",)),
        ("delay, jitter, loss and reorder", _held, ("nfqueue",)),
        ("rate", _limited, ("htb", "tbf")),
        ("duplicate", _duplicated, ("tee",)),
        ("corrupt", _corrupted, (NETEM, IFB)),
    ),
}
"""What serves which conditions, by the mechanism that is chosen."""

EVERY_CONDITION = Conditions(
    delay_s=1.0,
    jitter_s=0.1,
    loss_ratio=0.1,
    rate_bit_s=10**6,
    duplicate_ratio=0.1,
    reorder_ratio=0.1,
    corrupt_ratio=0.1,
)
"""Conditions that need every mechanism."""


def lacking(shaper: str, there: frozenset[str], wanted: Iterable[Conditions]) -> tuple[tuple[str, str], ...]:
    """The conditions that cannot be had, each with the mechanism that is missing.

    Where the fallback is forced although netem is there, netem is missing all the same.
    """
    every = tuple(wanted)
    usable = there if shaper in (NETEM, preferred(there)) else there - {NETEM}
    return tuple(
        (what, need)
        for what, asked, needs in _NEEDS[shaper]
        if any(asked(conditions) for conditions in every)
        for need in needs
        if need not in usable
    )


def preferred(there: frozenset[str]) -> str:
    """The better of what is there."""
    return NETEM if {NETEM, IFB} <= there else FALLBACK
