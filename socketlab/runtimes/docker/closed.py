"""The network of a run: closed to everything outside it, open to whatever its hosts send to each other.

The bridge gets no IPv4 address on the engine's machine: its gateway does not answer, so that nothing leaves
the network, not even to the machine itself. An ``internal`` network is less closed (its hosts reach what the
machine serves on any of its addresses) and drops what is not addressed into the subnet: multicast and
255.255.255.255. It is the fallback for engines that may not know the option.

Source: Docker Engine documentation, "Bridge network driver", Options (``inhibit_ipv4``,
``enable_ip_masquerade``).
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from socketlab import labels
from socketlab.errors import LabError
from socketlab.hosts.model import NetworkPlan
from socketlab.language.wording import cut

_WITHOUT_ADDRESS = {
    "com.docker.network.bridge.inhibit_ipv4": "true",
    "com.docker.network.bridge.enable_ip_masquerade": "false",
}

MACHINE = "host.docker.internal:host-gateway"
"""The engine's machine, as a host on a network with a route out knows it."""

_SINCE = (1, 41)
"""API version of engine 20.10, the oldest with which all of this was measured."""

_NAMED = 3
"""Networks that an error names."""


@dataclass(frozen=True, slots=True)
class ClosedNetwork:
    """How an engine closes the networks of runs.

    Args:
        arguments: For the call that makes a network.
        kind: For the record.
        note: What the user should know, where something is lost.
    """

    arguments: dict[str, Any]
    kind: str
    note: str = ""


def closed_network(version: Mapping[str, Any]) -> ClosedNetwork:
    """Choose by what the engine says of itself.

    Args:
        version: Its answer to the version call.
    """
    components = {str(part.get("Name")) for part in version.get("Components") or ()}
    api = tuple(int(part) for part in str(version.get("ApiVersion")).split(".") if part.isdigit())
    if "Engine" in components and api >= _SINCE:
        return ClosedNetwork({"options": dict(_WITHOUT_ADDRESS)}, "bridge without an address")
    return ClosedNetwork(
        {"internal": True},
        "internal bridge",
        "this engine is not known to keep a bridge without an address: the run's network is internal, "
        "which drops multicast and 255.255.255.255",
    )


def opened(body: dict[str, Any]) -> None:
    """A container on a network with a route out: names are asked for outside, too, and the machine has one.

    Source: dockerd documentation, "Configure host gateway IP", for ``host-gateway``; Docker Desktop
    documentation, "Networking features", for the name.

    Args:
        body: That of the call that creates it.
    """
    body["HostConfig"].pop("DnsOptions", None)
    body["HostConfig"].setdefault("ExtraHosts", []).append(MACHINE)


def no_free_subnet(network: NetworkPlan, networks: Iterable[Mapping[str, Any]]) -> LabError:
    """The error that names the networks in the way.

    Args:
        network: The network that cannot be made.
        networks: All of the engine's networks, as it lists them.
    """
    wanted = (*network.subnets, *filter(None, [network.subnet_v6]))
    tried = [ipaddress.ip_network(subnet) for subnet in wanted]
    found = [
        (str(other["Name"]), subnet, labels.RUN in (other.get("Labels") or {}))
        for other in networks
        for subnet in _subnets(other)
        if any(subnet.version == each.version and subnet.overlaps(each) for each in tried)
    ]
    message = f"no free subnet among {len(tried)} of 198.19.0.0/16"
    if network.fixed:
        message = f'the subnet {", ".join(wanted)} of the network "{cut(network.declared)}" is not free'
    if not found:
        return LabError(message, hint='look at the address ranges of "docker network ls"')
    found.sort(key=lambda each: each[2])  # those that are no run's are named first
    named = ", ".join(f'"{cut(name)}" has {subnet}' for name, subnet, _ in found[:_NAMED])
    more = f", and {len(found) - _NAMED} more" if len(found) > _NAMED else ""
    name, _, of_a_run = found[0]
    hint = (
        "remove what earlier runs left with socketlab clean"
        if of_a_run
        else f'remove it with "docker network rm {cut(name)}" or give it another range'
    )
    return LabError(f"{message}: network {named}{more}", hint=hint)


def _subnets(network: Mapping[str, Any]) -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    configured = (network.get("IPAM") or {}).get("Config") or ()
    return [
        ipaddress.ip_network(entry["Subnet"], strict=False) for entry in configured if entry.get("Subnet")
    ]
