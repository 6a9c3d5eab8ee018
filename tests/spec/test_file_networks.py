"""Networks of a compose file as they are read: forms, values and mistakes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from socketlab.errors import InvalidFile
from socketlab.spec.compose import read_compose
from socketlab.spec.file_networks import Attachment, FileNetwork, attachments


@pytest.mark.parametrize("value", [None, [], {}])
def test_a_service_without_networks_is_on_the_default_one(value: Any) -> None:
    assert attachments(value) == {"default": Attachment()}


def test_a_list_and_a_mapping_are_the_same() -> None:
    assert attachments(["a", "b"]) == attachments({"a": None, "b": {}})
    on = attachments({"a": {"aliases": ["x", 5], "ipv4_address": "10.0.0.1", "x-more": 1, "priority": "7"}})[
        "a"
    ]
    assert on.aliases == ("x", "5")
    assert on.priority == 7
    assert on.is_fixed
    assert not attachments(["a"])["a"].is_fixed


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (5, "must be a list of networks or a mapping"),
        ([{"a": 1}], "must be a list of networks or a mapping"),
        ({"a": {"mac_address": "02:42:ac:11:65:43"}}, '"mac_address" cannot be played'),
        ({"a": {"ipv4_address": "10.0.0"}}, 'ipv4_address: "10.0.0" is not an IPv4 address'),
        ({"a": {"ipv6_address": "10.0.0.1"}}, 'ipv6_address: "10.0.0.1" is not an IPv6 address'),
        ({"a": {"link_local_ips": ["x"]}}, 'link_local_ips.0: "x" is not an IP address'),
        ({"a": [1]}, "Input should be a valid dictionary"),
    ],
)
def test_a_mistake_about_a_network_of_a_service_is_explained(value: Any, message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        attachments(value)


@pytest.mark.parametrize(
    ("network", "message"),
    [
        ({"driver": "overlay"}, 'the driver "overlay" cannot be played'),
        ({"driver_opts": {"parent": "eth0"}}, 'the option "parent" of a driver cannot be played'),
        ({"ipam": {"config": [{"subnet": "10.0.0/24"}]}}, '"10.0.0/24" is not a subnet'),
        ({"ipam": {"config": [{"gateway": "10.0.0.1"}]}}, "need a subnet"),
        ({"ipam": {"config": [{"subnet": "10.0.0.0/24", "gateway": "10.0.1.1"}]}}, "is not in 10.0.0.0/24"),
        ({"ipam": {"config": [{"subnet": "10.0.0.0/24", "ip_range": "10.0.1.0/25"}]}}, "is not a part of"),
        ({"ipam": {"driver": "dhcp"}}, "default"),
        ({"enable_ipv4": False}, "True"),
        ({"colour": "blue"}, "Extra inputs"),
    ],
)
def test_a_network_that_cannot_be_played_is_refused(network: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError) as raised:
        FileNetwork.model_validate(network)
    assert message in str(raised.value)


def test_a_network_is_read_with_what_counts_inside_a_run() -> None:
    network = FileNetwork.model_validate(
        {
            "driver": "bridge",
            "x-note": 1,
            "labels": {"a": "b"},
            "driver_opts": {"com.docker.network.driver.mtu": 1400, "com.docker.network.bridge.name": "br9"},
            "ipam": {
                "config": [{"subnet": "fd00::/64"}, {"subnet": "10.0.0.7/24", "ip_range": "10.0.0.0/25"}]
            },
        }
    )
    assert network.driver_opts == {"com.docker.network.driver.mtu": "1400"}
    assert network.pool(4).subnet == "10.0.0.0/24"
    assert network.pool(6).subnet == "fd00::/64"
    assert FileNetwork().pool(4).subnet is None


def problems(folder: Path, text: str) -> list[str]:
    (folder / "compose.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InvalidFile) as raised:
        read_compose(
            folder / "compose.yaml", wanted=frozenset({"web"}), shown_as="compose.yaml", environment={}
        )
    return [str(problem) for problem in raised.value.problems]


def test_mistakes_have_their_line_and_unused_networks_are_not_looked_at(tmp_path: Path) -> None:
    text = """\
services:
  web: {image: x, networks: [fornt, back]}
  other: {image: x, networks: 5}
networks:
  front: {}
  back:
    driver: macvlan
  unused: {driver: overlay}
"""
    undeclared, driver = problems(tmp_path, text)
    assert undeclared.startswith("compose.yaml:2:")
    assert 'no network "fornt" (did you mean "front"?)' in undeclared
    assert driver.startswith("compose.yaml:7:")
    (only,) = problems(tmp_path, "services: {web: {image: x, networks: [lan]}}\nnetworks: {other: {}}\n")
    assert 'no network "lan" (declare it under networks)' in only
    text = "services: {web: {image: x, networks: {lan: {ipv4_address: 5}}}}\nnetworks: {lan: {}}\n"
    (wrong,) = problems(tmp_path, text)
    assert "compose.yaml:1:" in wrong
    assert 'ipv4_address: "5" is not an IPv4 address' in wrong
