"""Removing a network: what is said of an engine that does not."""

from __future__ import annotations

from typing import Any

import pytest
from docker.errors import APIError
from requests import Response

from socketlab.errors import LabError, NetworkStuck
from socketlab.runtimes.docker.networks import remove_network


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
