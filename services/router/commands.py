"""The commands that put conditions in force, as text: what tc, nft, iptables and ip are given.

A packet of a path with conditions is held or lost as soon as it arrives, by netem or by the packet loop. Then
it goes by its mark, the path's number: a copy of it, the route with a smaller MTU, the queue of its rate.

Source: nft(8), tc-htb(8), tc-tbf(8), iptables-extensions(8) (NFQUEUE, TEE, statistic), ip-rule(8).
"""

from __future__ import annotations

from collections.abc import Sequence

from services.router import netem as by_netem
from services.router.nat import nat_addresses, nat_table
from services.router.orders import HELD, NUMBER, Conditions, Path, Setup, probe_source

QUEUE = 1
"""The number of the queue between the kernel and the packet loop."""

UNLIMITED = "100gbit"
"""The rate of a class that only carries a slower queue."""

NEAR, FAR = "probe0", "probe1"
"""The ends of the pipe through which probes enter: what is sent into ``probe1`` arrives from ``probe0``."""

STAND_IN_LINK = "02:00:00:00:00:fe"
"""Whom probes are addressed to on a network: a card that does not exist."""

TABLE = "ip socketlab"
"""Where packets are numbered."""

Command = tuple[tuple[str, ...], str]
"""A program with its arguments, and what it reads."""


def commands(setup: Setup, interfaces: tuple[str, ...], *, netem: bool) -> list[Command]:
    """Everything to run, in order.

    Args:
        setup: What to put in force.
        interfaces: The router's interface in each network.
        netem: Whether the kernel has it.
    """
    card = by_netem.card(setup) if netem else []
    held = by_netem.queues(setup, (*interfaces, NEAR), probed_pairs(setup)) if netem else []
    there = [*addresses(setup, interfaces), *nat_addresses(setup)]
    lines = {
        ("ip", "-batch", "-"): [*there, *_mtu_routes(setup, interfaces), *card],
        ("tc", "-batch", "-"): [*queues(setup, interfaces), *held],
        ("nft", "-f", "-"): [*(marks(setup) if setup.paths else ()), *nat_table(setup, NEAR)],
        ("iptables-nft-restore", "--noflush"): rules(setup.paths, netem=netem),
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
    limited = [path for path in setup.paths if path.conditions.mtu_bytes]
    return lines + [f"rule add {mtu_rule(path)}" for path in limited]


def mtu_rule(path: Path) -> str:
    """What sends a path's packets by the routes of its MTU."""
    return f"fwmark {path.mark}/{NUMBER} lookup {path.conditions.mtu_bytes}"


def queues(setup: Setup, interfaces: tuple[str, ...]) -> list[str]:
    """A class for each path with a rate on the interface that it leaves by; other packets pass directly."""
    lines: list[str] = []
    for number, interface in enumerate(interfaces):
        own = [path for path in setup.paths if path.segment == number and path.conditions.rate_bit_s]
        if own:
            lines.append(f"qdisc add dev {interface} root handle 1: htb default 0")
        for path in own:
            lines += queue_of(path, interface)
    return lines


def queue_of(path: Path, interface: str) -> list[str]:
    """The class of a path with a rate, and its queue."""
    made = f"class add dev {interface} parent 1: classid {path.classid} htb quantum 60000"
    return [
        f"{made} rate {UNLIMITED}",
        f"qdisc add dev {interface} parent {path.classid} {tbf_of(path.conditions)}",
    ]


def tbf_of(conditions: Conditions) -> str:
    """The queue of a rate; it also divides the large segments that Linux hands on undivided."""
    return (
        f"tbf rate {conditions.rate_bit_s}bit burst {conditions.burst_bytes} limit {conditions.limit_bytes}"
    )


def marks(setup: Setup) -> list[str]:
    """The table that numbers packets, and sends those with a queue of their own to its class.

    The mark is set before the raw table, in which the packet loop takes its packets; the class after routing
    has set the priority from the packet's type of service, before the copies are made.
    """
    taken = [*((path, path.source, path.destination) for path in setup.paths), *probed_pairs(setup)]
    pairs = [f"{source} . {destination} : {path.label}" for path, source, destination in taken]
    classes = [f"{path.mark} : {path.classid}" for path in setup.paths if path.conditions.rate_bit_s]
    return [*arriving(pairs), *(leaving(classes) if classes else ())]


def arriving(pairs: Sequence[str] = ()) -> list[str]:
    """The part of the table that numbers packets."""
    return [
        f"table {TABLE} {{",
        f"map pairs {{ type ipv4_addr . ipv4_addr : mark; {_elements(pairs)}}}",
        "chain arriving { type filter hook prerouting priority -310; policy accept;",
        "meta mark set ip saddr . ip daddr map @pairs;",
        "}",
        "}",
    ]


def leaving(classes: Sequence[str] = ()) -> list[str]:
    """The part of the table that sends packets to the class of their path's number."""
    return [
        f"table {TABLE} {{",
        f"map classes {{ type mark : classid; {_elements(classes)}}}",
        "chain leaving { type filter hook forward priority -160; policy accept;",
        f"meta priority set meta mark & {NUMBER} map @classes;",
        "}",
        "}",
    ]


def _elements(elements: Sequence[str]) -> str:
    return f"elements = {{ {', '.join(elements)} }}; " if elements else ""


def probed_pairs(setup: Setup) -> list[tuple[Path, str, str]]:
    """The paths that are measured, with the addresses that their probes come from and go to."""
    paths = map(setup.path, setup.probed)
    return [(path, probe_source(path.mark), setup.segments[path.segment].stand_in) for path in paths]


def rules(paths: Sequence[Path], *, netem: bool) -> list[str]:
    """What is left to iptables: without netem packets for the loop, and copies of packets in any case.

    A queue without a listener lets packets pass: that is what the watch of the loop is for. The kernel
    refuses a netem that duplicates beside others, as each would duplicate the copies again.

    Source: Linux 6.17, "net/sched: Restrict conditions for adding duplicating netems to qdisc tree".
    """
    held = [path for path in paths if path.conditions.held and not netem]
    copied = [path for path in paths if path.conditions.duplicate_ratio]
    lines: list[str] = []
    if held:
        lines += TO_LOOP
    if copied:
        lines += ["*mangle", *(f"-A {copy_of(path)}" for path in copied), "COMMIT"]
    return lines


TO_LOOP = (
    "*raw",
    f"-A PREROUTING -m mark --mark {HELD}/{HELD} -j NFQUEUE --queue-num {QUEUE} --queue-bypass",
    "COMMIT",
)
"""What gives held packets to the packet loop."""


def copy_of(path: Path) -> str:
    """The rule that copies packets of a path."""
    return (
        f"FORWARD -m mark --mark {path.mark}/{NUMBER} -m statistic --mode random"
        f" --probability {path.conditions.duplicate_ratio:.8f} -j TEE --gateway {path.destination}"
    )
