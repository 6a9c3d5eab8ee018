"""Which mechanism puts the conditions of links in force, and what is refused because none can."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from socketlab.errors import InvalidInput
from socketlab.hosts.model import Surroundings
from socketlab.links.model import Conditions, LinksPlan
from socketlab.runtimes.capabilities import CAPABILITIES, ShapesLinks
from socketlab.spec.load import Scenario

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


def shaped(links: LinksPlan, scenario: Scenario, surroundings: Surroundings, *, thorough: bool) -> LinksPlan:
    """The links with the mechanism chosen: netem where the kernel has it, unless the user forces the other.

    Raises:
        InvalidInput: when the runtime, or the kernel, lacks what a condition needs.
    """
    name, runtime = scenario.spec.name, surroundings.runtime
    if ShapesLinks not in surroundings.capabilities:
        message = f'"{name}" needs the capability "{CAPABILITIES[ShapesLinks]}", which {runtime} lacks'
        raise InvalidInput(message, hint="choose another runtime", source=scenario.source)
    there = surroundings.mechanisms or frozenset()
    shaper = surroundings.shaper or (NETEM if NETEM in there else FALLBACK)
    for what, missing in lacking(shaper, there, (path.conditions for path in links.paths)):
        message = f"this machine cannot provide {what}: its kernel lacks {MECHANISMS[missing]}"
        hint = f"load it with modprobe, or remove {what} from the links of the scenario"
        raise InvalidInput(message, hint=hint, source=scenario.source)
    return replace(links, shaper=shaper, thorough=thorough)


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
