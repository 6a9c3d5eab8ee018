"""The commands that put conditions in force, as text: what tc, nft, iptables and ip are given.

A packet of a path with conditions gets the path's number as its mark when it arrives. Whatever happens to it
goes by the mark: the packet loop or netem, the queue of its rate, a copy of it, the route with a smaller MTU.

Source: nft(8), tc-htb(8), tc-tbf(8), tc-netem(8), iptables-extensions(8) (NFQUEUE, TEE, statistic),
ip-rule(8).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from services.router.orders import HELD, Conditions, Path, Segment, Setup, probe_source

QUEUE = 1
"""The number of the queue between the kernel and the packet loop."""

UNLIMITED = "100gbit"
"""The rate of a class that only carries netem or a slower queue."""

NEAR, FAR = "probe0", "probe1"
"""The ends of the pipe through which probes enter: what is sent into ``probe1`` arrives from ``probe0``."""

STAND_IN_LINK = "02:00:00:00:00:fe"
"""Whom probes are addressed to on a network: a card that does not exist."""

_PACKETS_A_SECOND = 1_500_000
"""More than the kernel forwards on a path: a queue that holds them all never loses one."""

_LARGEST_PACKET = 1514


Command = tuple[tuple[str, ...], str]
"""A program with its arguments, and what it reads."""


def commands(setup: Setup, interfaces: tuple[str, ...], *, netem: bool) -> list[Command]:
    """Everything to run, in order.

    Args:
        setup: What to put in force.
        interfaces: The router's interface in each network.
        netem: Whether the kernel has it.
    """
    lines = {
        ("ip", "-batch", "-"): [*addresses(setup, interfaces), *_mtu_routes(setup, interfaces)],
        ("tc", "-batch", "-"): queues(setup, interfaces, netem=netem),
        ("nft", "-f", "-"): marks(setup, netem=netem) if setup.paths else [],
        ("iptables-nft-restore", "--noflush"): [] if netem else rules(setup.paths),
    }
    return [(program, "\n".join(text) + "\n") for program, text in lines.items() if text]


def addresses(setup: Setup, interfaces: tuple[str, ...]) -> list[str]:
    """The networks' gateways become the router's, nothing leads outside, and probes get their way in."""
    lines = ["route replace unreachable default"]
    for segment, interface in zip(setup.segments, interfaces, strict=True):
        length = segment.subnet.partition("/")[2]
        lines.append(f"address replace {segment.gateway}/{length} dev {interface}")
        lines.append(f"neigh replace {segment.stand_in} lladdr {STAND_IN_LINK} dev {interface} nud permanent")
    return [*lines, f"link add {NEAR} type veth peer name {FAR}", f"link set {NEAR} up", f"link set {FAR} up"]


def _mtu_routes(setup: Setup, interfaces: tuple[str, ...]) -> list[str]:
    """A packet larger than a path's MTU is fragmented, or its sender gets an ICMP message."""
    sizes = sorted({path.conditions.mtu_bytes for path in setup.paths} - {0})
    lines = [
        f"route add {segment.subnet} dev {interface} mtu lock {size} table {size}"
        for size in sizes
        for segment, interface in zip(setup.segments, interfaces, strict=True)
    ]
    return lines + [
        f"rule add fwmark {path.label} lookup {path.conditions.mtu_bytes}"
        for path in setup.paths
        if path.conditions.mtu_bytes
    ]


def queues(setup: Setup, interfaces: tuple[str, ...], *, netem: bool) -> list[str]:
    """A class for each path on the interface that it leaves by; packets of no path pass directly."""
    lines: list[str] = []
    for number, interface in enumerate(interfaces):
        own = [
            path
            for path in setup.paths
            if path.segment == number and _has_queue(path.conditions, netem=netem)
        ]
        if own:
            lines.append(f"qdisc add dev {interface} root handle 1: htb default 0")
        for path in own:
            at = f"dev {interface} parent 1:{path.mark:x}"
            made = f"class add dev {interface} parent 1: classid 1:{path.mark:x} htb quantum 60000"
            if netem:
                lines += [
                    f"{made} {_class_rate(path.conditions)}",
                    f"qdisc add {at} {netem_of(path.conditions)}",
                ]
            else:
                lines += [f"{made} rate {UNLIMITED}", f"qdisc add {at} {tbf_of(path.conditions)}"]
    return lines


def _has_queue(conditions: Conditions, *, netem: bool) -> bool:
    return bool(conditions.rate_bit_s) or (netem and _by_netem(conditions))


def _by_netem(conditions: Conditions) -> bool:
    return conditions.held or bool(conditions.duplicate_ratio or conditions.corrupt_ratio)


def tbf_of(conditions: Conditions) -> str:
    """The queue of a rate; it also divides the large segments that Linux hands on undivided."""
    return (
        f"tbf rate {conditions.rate_bit_s}bit burst {conditions.burst_bytes} limit {conditions.limit_bytes}"
    )


def _class_rate(conditions: Conditions) -> str:
    if not conditions.rate_bit_s:
        return f"rate {UNLIMITED}"
    rate, burst = f"{conditions.rate_bit_s}bit", conditions.burst_bytes
    return f"rate {rate} ceil {rate} burst {burst} cburst {burst}"


def netem_of(conditions: Conditions) -> str:
    """All that netem does of some conditions; its limit holds whatever is under way, and the queue."""
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
    words += _share("duplicate", conditions.duplicate_ratio)
    return " ".join([*words, *_share("reorder", conditions.reorder_ratio)])


def _packets(conditions: Conditions) -> int:
    """Packets under way at once, at most: by the rate if there is one, else by what a kernel can do."""
    under_way_s = conditions.delay_s + 4 * conditions.jitter_s
    if not conditions.rate_bit_s:
        return max(1000, round(under_way_s * _PACKETS_A_SECOND))
    held = under_way_s * conditions.rate_bit_s / 8 + conditions.limit_bytes
    return max(10, math.ceil(held / _LARGEST_PACKET))


def _share(word: str, ratio: float) -> list[str]:
    return [word, _percent(ratio)] if ratio else []


def _percent(ratio: float) -> str:
    return f"{100 * ratio:.6f}".rstrip("0").rstrip(".") + "%"


def _microseconds(seconds: float) -> str:
    return f"{round(1e6 * seconds)}us"


def marks(setup: Setup, *, netem: bool) -> list[str]:
    """The table that numbers packets, and sends those with a queue of their own to its class.

    The mark is set before the raw table, in which the packet loop takes its packets; the class after routing
    has set the priority from the packet's type of service, before the copies are made.
    """
    pairs = [f"{path.source} . {path.destination} : {path.label}" for path in setup.paths]
    pairs += [_probe_pair(setup.path(mark), setup.segments) for mark in setup.probed]
    classes = [f"{p.label} : 1:{p.mark:x}" for p in setup.paths if _has_queue(p.conditions, netem=netem)]
    lines = [
        "table ip socketlab {",
        f"map pairs {{ type ipv4_addr . ipv4_addr : mark; elements = {{ {', '.join(pairs)} }}; }}",
        "chain arriving { type filter hook prerouting priority -310; policy accept;",
        "meta mark set ip saddr . ip daddr map @pairs;",
        "}",
    ]
    if classes:
        lines += [
            f"map classes {{ type mark : classid; elements = {{ {', '.join(classes)} }}; }}",
            "chain leaving { type filter hook forward priority -160; policy accept;",
            "meta priority set meta mark map @classes;",
            "}",
        ]
    return [*lines, "}"]


def _probe_pair(path: Path, segments: tuple[Segment, ...]) -> str:
    return f"{probe_source(path.mark)} . {segments[path.segment].stand_in} : {path.label}"


def rules(paths: Sequence[Path]) -> list[str]:
    """What the fallback needs of iptables: packets for the loop, and copies of packets.

    A queue without a listener lets packets pass: that is what the watch of the loop is for.
    """
    held = [path for path in paths if path.conditions.held]
    copied = [path for path in paths if path.conditions.duplicate_ratio]
    lines: list[str] = []
    if held:
        to_loop = f"-m mark --mark {HELD}/{HELD} -j NFQUEUE --queue-num {QUEUE} --queue-bypass"
        lines += ["*raw", f"-A PREROUTING {to_loop}", "COMMIT"]
    if copied:
        lines += ["*mangle", *map(_copy, copied), "COMMIT"]
    return lines


def _copy(path: Path) -> str:
    return (
        f"-A FORWARD -m mark --mark {path.label} -m statistic --mode random"
        f" --probability {path.conditions.duplicate_ratio:.8f} -j TEE --gateway {path.destination}"
    )
