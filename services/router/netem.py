"""What netem is given: for each path a queue that delays, drops and spoils packets as they arrive.

netem is a queue of packets that leave. What arrives on the router is therefore led through a card of its own
(IFB) before anything else is done with it: the place at which the packet loop takes its packets, too. A rate
is not left to netem: its limit counts packets, whatever their size.

Source: tc-netem(8), tc-flower(8), tc-skbedit(8), tc-mirred(8); Linux kernel, drivers/net/ifb.c.
"""

from __future__ import annotations

from services.router.orders import UNIFORM, Conditions, Path, Setup

HOLDING = "holding0"
"""The card on which packets are held."""

BLOCK = 1
"""The filters that all cards have in common."""

_CLASS = "htb quantum 60000 rate 100gbit burst 2mb cburst 2mb"
"""A class that only carries a netem."""

_FEWEST_PACKETS = 1000
_PACKETS_A_SECOND = 1_500_000
"""More than the kernel forwards on a path: a queue that holds them all never loses one."""


CARD = (f"link add {HOLDING} type ifb", f"link set {HOLDING} up")
"""For ip: the card."""


def is_used_for(conditions: Conditions) -> bool:
    """Whether netem does anything of some conditions."""
    return conditions.held or bool(conditions.corrupt_ratio)


def card(setup: Setup) -> list[str]:
    """For ip: the card, if any path needs it."""
    if not any(is_used_for(path.conditions) for path in setup.paths):
        return []
    return list(CARD)


def queues(setup: Setup, interfaces: tuple[str, ...], probed: list[tuple[Path, str, str]]) -> list[str]:
    """For tc: filters that lead the packets of paths to the card, and a netem for each path on it.

    Args:
        setup: The paths.
        interfaces: Where packets arrive.
        probed: Paths, each with the addresses of its probes.
    """
    held = [path for path in setup.paths if is_used_for(path.conditions)]
    if not held:
        return []
    root, *blocks = ways(interfaces)
    lines = [root, *(line for path in held for line in netem_queue(path)), *blocks]
    lines += [redirection(path.classid, path.source, path.destination) for path in held]
    return lines + [
        redirection(path.classid, *pair) for path, *pair in probed if is_used_for(path.conditions)
    ]


def ways(interfaces: tuple[str, ...]) -> list[str]:
    """For tc: the root of the card's classes, and the filters' place on each interface."""
    blocks = [f"qdisc add dev {interface} ingress_block {BLOCK} clsact" for interface in interfaces]
    return [f"qdisc add dev {HOLDING} root handle 1: htb default 0", *blocks]


def netem_queue(path: Path) -> list[str]:
    """For tc: the class of a path on the card, and its netem."""
    return [
        f"class add dev {HOLDING} parent 1: classid {path.classid} {_CLASS}",
        f"qdisc add dev {HOLDING} parent {path.classid} {netem_of(path.conditions)}",
    ]


def netem_change(before: Path, after: Path) -> list[str]:
    """For tc: another netem for a path that has one. Packets that it holds keep their time.

    netem keeps what it is not given anew: a share of corrupted packets, and a table of a distribution. The
    table can only be removed with the netem and the packets in it.

    Source: Linux kernel, net/sched/sch_netem.c, netem_change(); iproute2, tc/q_netem.c.
    """
    told = netem_of(after.conditions)
    if told == netem_of(before.conditions):
        return []
    place = f"dev {HOLDING} parent {after.classid}"
    if before.conditions.distribution != after.conditions.distribution == UNIFORM:
        return [f"qdisc del {place}", f"qdisc add {place} {told}"]
    forgotten = (
        " corrupt 0%" if before.conditions.corrupt_ratio and not after.conditions.corrupt_ratio else ""
    )
    return [f"qdisc change {place} {told}{forgotten}"]


def redirection(classid: str, source: str, destination: str, *, to: str = HOLDING) -> str:
    """A filter that leads packets between two addresses to a card, each to its class there."""
    return (
        f"filter add block {BLOCK} protocol ip prio 1 flower src_ip {source} dst_ip {destination}"
        f" action skbedit priority {classid} action mirred egress redirect dev {to}"
    )


def netem_of(conditions: Conditions) -> str:
    """All that netem does of some conditions; its limit holds whatever is under way."""
    words = ["netem", "limit", str(_packets(conditions))]
    if conditions.delay_s or conditions.jitter_s:
        words += ["delay", _microseconds(conditions.delay_s)]
    if conditions.jitter_s:
        words.append(_microseconds(conditions.jitter_s))
        words += [] if conditions.distribution == "uniform" else ["distribution", conditions.distribution]
    if conditions.enter_ratio:
        states = (conditions.enter_ratio, conditions.leave_ratio)
        parts = (*states, conditions.bad_loss_ratio, conditions.loss_ratio)
        words += ["loss", "gemodel", *map(_percent, parts)]
    elif conditions.loss_ratio:
        words += ["loss", "random", _percent(conditions.loss_ratio)]
    words += _share("corrupt", conditions.corrupt_ratio)
    return " ".join([*words, *_share("reorder", conditions.reorder_ratio)])


def _packets(conditions: Conditions) -> int:
    """Packets under way at once, at most."""
    under_way_s = conditions.delay_s + 4 * conditions.jitter_s
    return max(_FEWEST_PACKETS, round(under_way_s * _PACKETS_A_SECOND))


def _share(word: str, ratio: float) -> list[str]:
    return [word, _percent(ratio)] if ratio else []


def _percent(ratio: float) -> str:
    return f"{100 * ratio:.6f}".rstrip("0").rstrip(".") + "%"


def _microseconds(seconds: float) -> str:
    return f"{round(1e6 * seconds)}us"
