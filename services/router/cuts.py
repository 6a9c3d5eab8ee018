"""Paths that are cut: one set of pairs of addresses for each cut, whose elements the kernel removes in time.

The packets that a cut has affected are counted until it is mended. Refusals come from the address that was
called.

Source: nft(8), "Sets" (timeout), "Reject statement", "Stateful objects" (counter).
"""

from __future__ import annotations

import json
from collections.abc import Iterable

TABLE = "ip socketlab_cuts"

_HOOK = "type filter hook forward priority -200; policy accept;"
"""Behind the packet loop, which holds packets before they are routed: those under way are affected, too."""

_REFUSED = """meta l4proto tcp counter name {name} reject with tcp reset
counter name {name} reject with icmp type admin-prohibited"""

_FRESH = "ip saddr . tcp sport . ip daddr . tcp dport"
_BACK = "ip daddr . tcp dport . ip saddr . tcp sport"

_RULES = {
    "drop": "counter name {name} drop",
    "refuse": _REFUSED,
    "refuse-new": "tcp flags & (syn | ack) == syn counter name {name} reject with tcp reset",
    "reset": f"""tcp flags & (syn | ack) == syn add @fresh_{{name}} {{{{ {_FRESH} }}}} return
{_FRESH} @fresh_{{name}} return
{_BACK} @fresh_{{name}} return
meta l4proto tcp counter name {{name}} reject with tcp reset""",
}
"""What happens to the packets of a pair, by the kind of cut. ``reset`` spares later connections."""


def cut_script(key: str, pairs: Iterable[tuple[str, str]], kind: str, lasts_s: float) -> str:
    """What makes nft cut paths.

    Args:
        key: Letters and digits that no other cut has.
        pairs: The addresses of each sender and receiver.
        kind: ``drop``, ``refuse``, ``refuse-new`` or ``reset``.
        lasts_s: When the kernel ends it, in seconds from now.
    """
    name = f"cut_{key}"
    timeout = f"{max(1, round(lasts_s * 1000))}ms"
    elements = ", ".join(f"{source} . {destination} timeout {timeout}" for source, destination in pairs)
    fresh = "type ipv4_addr . inet_service . ipv4_addr . inet_service; flags dynamic, timeout; timeout 1h;"
    return f"""table {TABLE} {{
counter {name} {{ }}
set {name} {{ type ipv4_addr . ipv4_addr; flags timeout; elements = {{ {elements} }} }}
set fresh_{name} {{ {fresh} }}
chain {name} {{
{_RULES[kind].format(name=name)}
}}
chain forward {{
{_HOOK}
ip saddr . ip daddr @{name} jump {name}
}}
}}
"""


def affected(listing: str) -> dict[str, int]:
    """The packets that each cut has affected, by its key.

    Args:
        listing: What ``nft --json list counters table ip socketlab_cuts`` says.
    """
    found = (each.get("counter") for each in json.loads(listing)["nftables"])
    return {str(each["name"]).removeprefix("cut_"): int(each["packets"]) for each in found if each}


def mend_script(keys: Iterable[str], handles: dict[str, int]) -> str:
    """What makes nft end cuts.

    Args:
        keys: Which.
        handles: The handle of the rule that jumps to each, by its key.
    """
    lines = []
    for key in keys:
        name = f"cut_{key}"
        lines += [
            f"delete rule {TABLE} forward handle {handles[key]}",
            f"delete chain {TABLE} {name}",
            f"delete set {TABLE} {name}",
            f"delete set {TABLE} fresh_{name}",
            f"delete counter {TABLE} {name}",
        ]
    return "\n".join(lines) + "\n"


def handles_of(listing: str) -> dict[str, int]:
    """The handle of the rule that jumps to each cut, by the cut's key.

    Args:
        listing: What ``nft --json list chain ip socketlab_cuts forward`` says.
    """
    found = {}
    for each in json.loads(listing)["nftables"]:
        rule = each.get("rule")
        for part in rule["expr"] if rule else ():
            if "jump" in part:
                found[str(part["jump"]["target"]).removeprefix("cut_")] = int(rule["handle"])
    return found
