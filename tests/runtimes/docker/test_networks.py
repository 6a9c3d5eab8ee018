"""Making a network as it is planned, and what is said of an engine that does not remove one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from docker.errors import APIError
from requests import Response

from socketlab.errors import LabError, NetworkStuck
from socketlab.hosts.model import NetworkPlan
from socketlab.runtimes.docker.closed import ClosedNetwork, no_free_subnet
from socketlab.runtimes.docker.networks import network_arguments, remove_network


class Api:
    """An engine that refuses to remove a network."""

    def __init__(self, status: int, refusal: str, containers: dict[str, Any]) -> None:
        self._status = status
        self._refusal = refusal
        self._containers = containers

    def remove_network(self, _network: str) -> None:
        response = Response()
        response.status_code = self._status
        raise APIError(self._refusal, response, self._refusal)

    def inspect_network(self, _network: str) -> dict[str, Any]:
        return {"Containers": self._containers}


def test_a_network_that_is_counted_as_used_with_no_container_on_it_is_stuck() -> None:
    with pytest.raises(NetworkStuck, match='"n" although no container is on it'):
        remove_network(Api(403, "network n has active endpoints", {}), "id", name="n")


@pytest.mark.parametrize(
    ("refusal", "containers"),
    [("network n has active endpoints", {"c": {}}), ("plugin not found", {})],
)
def test_other_refusals_are_told_as_they_are(refusal: str, containers: dict[str, Any]) -> None:
    with pytest.raises(LabError, match=refusal) as raised:
        remove_network(Api(403, refusal, containers), "id", name="n")
    assert not isinstance(raised.value, NetworkStuck)


def test_a_network_of_a_compose_file_is_made_as_it_says() -> None:
    closed = ClosedNetwork({"options": {"a": "1"}}, "closed")
    plain = NetworkPlan(name="n", subnets=("10.0.0.0/24",))
    assert network_arguments(closed, plain, "10.0.0.0/24") == {
        "options": {"a": "1"},
        "ipam": {"Driver": "default", "Config": [{"Subnet": "10.0.0.0/24"}]},
    }
    full = NetworkPlan(
        name="n",
        subnets=("10.0.0.0/24",),
        fixed=True,
        declared="back",
        gateway="10.0.0.9",
        subnet_v6="fd00::/64",
        internal=True,
        options={"b": "2"},
    )
    pools = [{"Subnet": "10.0.0.0/24", "Gateway": "10.0.0.9"}, {"Subnet": "fd00::/64"}]
    made = {"ipam": {"Driver": "default", "Config": pools}, "enable_ipv6": True, "internal": True}
    assert network_arguments(closed, full, "10.0.0.0/24") == {**made, "options": {"a": "1", "b": "2"}}
    pools[1]["Gateway"] = "fd00::9"
    assert (
        network_arguments(closed, replace(full, gateway_v6="fd00::9"), "10.0.0.0/24")["ipam"] == made["ipam"]
    )
    way = [{"Name": "other", "IPAM": {"Config": [{"Subnet": "10.0.0.0/16"}]}, "Labels": {}}]
    assert no_free_subnet(full, way).message == (
        'the subnet 10.0.0.0/24, fd00::/64 of the network "back" is not free: network "other" has 10.0.0.0/16'
    )
