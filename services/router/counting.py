"""The packets that come by changed paths, counted: a change that no packet met proves nothing.

Packets are counted as they arrive; netem drops its share before that. The chain stays when a change ends:
the kernel drops every packet that any queue holds when a chain goes.

Source: nft(8), "Sets" (timeout), "Stateful objects" (counter); Linux kernel, net/netfilter/core.c,
__nf_unregister_net_hook(), and net/netfilter/nfnetlink_queue.c, nfqnl_nf_hook_drop().
"""

from __future__ import annotations

import json
from collections.abc import Iterable

TABLE = "ip socketlab_changes"

COUNTERS = ("nft", "--json", "list", "counters", "table", *TABLE.split())
"""What says how many packets came by."""

RULES = ("nft", "--json", "list", "chain", *TABLE.split(), "arriving")
"""What says which rules count."""


def count_script(key: str, pairs: Iterable[tuple[str, str]], lasts_s: float) -> str:
    """What makes nft count.

    Args:
        key: The change's: letters and digits.
        pairs: The addresses of each sender and receiver.
        lasts_s: When it stops, in seconds from now.
    """
    name = f"change_{key}"
    timeout = f"{max(1, round(lasts_s * 1000))}ms"
    elements = ", ".join(f"{source} . {destination} timeout {timeout}" for source, destination in pairs)
    return f"""table {TABLE} {{
counter {name} {{ }}
set {name} {{ type ipv4_addr . ipv4_addr; flags timeout; elements = {{ {elements} }} }}
chain arriving {{
type filter hook prerouting priority -320; policy accept;
ip saddr . ip daddr @{name} counter name {name}
}}
}}
"""


def uncount_script(keys: Iterable[str], handles: dict[str, int]) -> str:
    """What makes nft stop counting.

    Args:
        keys: For which changes.
        handles: The handle of the rule that counts for each, by its key.
    """
    lines = []
    for key in keys:
        lines += [
            f"delete rule {TABLE} arriving handle {handles[key]}",
            f"delete set {TABLE} change_{key}",
            f"delete counter {TABLE} change_{key}",
        ]
    return "\n".join(lines) + "\n"


def passed(listing: str) -> dict[str, int]:
    """The packets that were counted, by the key of the change.

    Args:
        listing: What :data:`COUNTERS` says.
    """
    found = (each.get("counter") for each in json.loads(listing)["nftables"])
    return {str(each["name"]).removeprefix("change_"): int(each["packets"]) for each in found if each}


def handles_of(listing: str) -> dict[str, int]:
    """The handle of the rule that counts, by the key of the change.

    Args:
        listing: What :data:`RULES` says.
    """
    found = {}
    for each in json.loads(listing)["nftables"]:
        rule = each.get("rule")
        for part in rule["expr"] if rule else ():
            if isinstance(part.get("counter"), str):
                found[part["counter"].removeprefix("change_")] = int(rule["handle"])
    return found
