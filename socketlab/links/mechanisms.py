"""What puts conditions in force: netem, or several other parts of the kernel together."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from socketlab.links.model import Conditions

NETEM, FALLBACK = "netem", "fallback"
SHAPERS = (NETEM, FALLBACK)

MECHANISMS: dict[str, str] = {
    NETEM: "the queueing discipline netem (sch_netem)",
    "htb": "the queueing discipline HTB (sch_htb)",
    "tbf": "the queueing discipline TBF (sch_tbf)",
    "nft": "nftables (nf_tables)",
    "nfqueue": "the target NFQUEUE of iptables (xt_NFQUEUE, nfnetlink_queue)",
    "tee": "the target TEE of iptables (xt_TEE)",
}
"""What the kernel may have, and what it is called there."""

_Asked = Callable[[Conditions], bool]


def _held(conditions: Conditions) -> bool:
    asked = (conditions.delay_s, conditions.jitter_s, conditions.loss_ratio, conditions.enter_ratio)
    return any((*asked, conditions.reorder_ratio))


_NEEDS: dict[str, tuple[tuple[str, _Asked, tuple[str, ...]], ...]] = {
    NETEM: (
        ("links", lambda _: True, ("nft",)),
        ("delay, loss and the like", lambda each: _held(each) or bool(each.rate_bit_s), (NETEM, "htb")),
        ("duplicate", lambda each: bool(each.duplicate_ratio), (NETEM, "htb")),
        ("corrupt", lambda each: bool(each.corrupt_ratio), (NETEM, "htb")),
    ),
    FALLBACK: (
        ("links", lambda _: True, ("nft",)),
        ("delay, jitter, loss and reorder", _held, ("nfqueue",)),
        ("rate", lambda each: bool(each.rate_bit_s), ("htb", "tbf")),
        ("duplicate", lambda each: bool(each.duplicate_ratio), ("tee",)),
        ("corrupt", lambda each: bool(each.corrupt_ratio), (NETEM,)),
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
    """The conditions that cannot be had, each with the mechanism that is missing."""
    every = tuple(wanted)
    return tuple(
        (what, need)
        for what, asked, needs in _NEEDS[shaper]
        if any(asked(conditions) for conditions in every)
        for need in needs
        if need not in there
    )


def preferred(there: frozenset[str]) -> str:
    """The better of what is there."""
    return NETEM if NETEM in there else FALLBACK
