"""Making a network as it is planned; removing it, and what it means that the engine refuses."""

from __future__ import annotations

from typing import Any

from docker.errors import APIError

from socketlab.errors import NetworkStuck
from socketlab.hosts.model import NetworkPlan
from socketlab.language.wording import cut
from socketlab.runtimes.docker.closed import ClosedNetwork
from socketlab.runtimes.docker.engine import translated


def network_arguments(closed: ClosedNetwork, network: NetworkPlan, subnet: str) -> dict[str, Any]:
    """The arguments of the call that makes a network, beside its name.

    Args:
        closed: How the engine closes the networks of runs.
        network: The network as it was planned.
        subnet: The subnet that it gets.
    """
    pools = [{"Subnet": subnet, **({"Gateway": network.gateway} if network.gateway else {})}]
    closing = {} if network.outside else closed.arguments
    made: dict[str, Any] = {**closing, "ipam": {"Driver": "default", "Config": pools}}
    if network.subnet_v6:
        gateway = {"Gateway": network.gateway_v6} if network.gateway_v6 else {}
        pools.append({"Subnet": network.subnet_v6, **gateway})
        made["enable_ipv6"] = True
    if network.internal:
        made["internal"] = True
    if network.options:
        made["options"] = {**made.get("options", {}), **network.options}
    return made


def remove_network(api: Any, network: str, *, name: str) -> None:
    """Remove a network.

    An engine counts the endpoints of a network. Now and then it counts wrongly when several containers end at
    the same moment (seen with 20.10), and then keeps the network until it is restarted.

    Args:
        api: The engine's client.
        network: Its identifier or name.
        name: What a message calls it.

    Raises:
        Gone: when there is no such network.
        NetworkStuck: when the engine counts endpoints on it although no container is on it.
        LabError: when it cannot be removed.
    """
    with translated(f'remove network "{cut(name)}"'):
        try:
            api.remove_network(network)
        except APIError as error:
            if "active endpoints" not in str(error) or api.inspect_network(network)["Containers"]:
                raise
            raise NetworkStuck(
                f'the engine does not remove network "{cut(name)}" although no container is on it',
                hint="restart the engine, then run socketlab clean",
            ) from error


def overlaps(error: Exception) -> bool:
    """Whether the engine refuses a network because another one has its addresses."""
    text = str(error).lower()
    return "pool overlaps" in text or "overlaps with" in text or "conflicts with network" in text
