"""What the virtual machine is asked to do: the order of a run's router, and traffic to send."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from typing import Any

from socketlab.hosts.addresses import address_in
from socketlab.hosts.model import ImageFacts
from socketlab.links.mechanisms import MECHANISMS, NETEM
from socketlab.links.model import ROUTER_IMAGE, Conditions, LinksPlan
from socketlab.links.order import GATEWAY, address_of, router_addresses, set_up_order
from socketlab.plan.planner import make_plan
from socketlab.spec.load import load
from tests.plan.plans import NOWHERE

FILE = Path(__file__).with_name("rows.yaml")

SMALL, LARGE = 64, 1400
"""Bytes in a datagram."""

HEADERS = 42
"""Bytes of a datagram's headers, which count for a rate."""


def links_of_rows(only: Collection[int] = ()) -> LinksPlan:
    """The links of the file, planned as those of any scenario.

    Args:
        only: The numbers of some; all of them if empty.
    """
    there = replace(
        NOWHERE,
        images={"test/host": ImageFacts(), ROUTER_IMAGE: ImageFacts()},
        mechanisms=frozenset(MECHANISMS),
        shaper=NETEM,
    )
    (scenario,) = load(FILE, settings={})
    links = make_plan(scenario, there, seed=7, run="testrun1").links
    assert links is not None
    paths = tuple(path for number, path in enumerate(links.paths, 1) if not only or number in only)
    return replace(links, paths=paths)


def order_of(links: LinksPlan) -> dict[str, Any]:
    """Everything that the guest has to know."""
    subnets = {network: f"198.19.{number}.0/24" for number, network in enumerate(links.networks)}
    addresses = {host: address_of(links, subnets, host) for host in links.locations}
    routers = router_addresses(links, subnets)
    networks = [
        {
            "subnet": subnet,
            "gateway": address_in(subnet, GATEWAY),
            "router": routers[network],
            "hosts": [addresses[host] for host, at in links.locations.items() if at.network == network],
        }
        for network, subnet in subnets.items()
    ]
    traffic = [
        {
            "source": addresses[path.source[0]],
            "destination": addresses[path.destination[0]],
            **traffic_of(path.conditions),
        }
        for path in links.paths
    ]
    return {"networks": networks, "order": set_up_order(links, subnets), "traffic": traffic}


def traffic_of(conditions: Conditions) -> dict[str, Any]:
    """Datagrams that show conditions without filling a rate, and how long a connection sends."""
    rate = conditions.rate_bit_s
    if conditions.mtu_bytes:
        return {"count": 20, "gap_s": 0.02, "size": LARGE, "stream_s": 0}
    if rate:
        gap_s = max(0.0003, (SMALL + HEADERS) * 8 / (0.4 * rate))
        stream_s = 4 if conditions.delay_s < 0.025 else 0
        return {"count": min(1000, int(5 / gap_s)), "gap_s": gap_s, "size": SMALL, "stream_s": stream_s}
    if (
        conditions.loss_ratio
        or conditions.enter_ratio
        or conditions.duplicate_ratio
        or conditions.corrupt_ratio
    ):
        return {"count": 1500, "gap_s": 0.001, "size": SMALL, "stream_s": 0}
    return {"count": 200, "gap_s": 0.005, "size": SMALL, "stream_s": 0}
