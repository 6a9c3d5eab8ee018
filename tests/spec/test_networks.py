"""Networks of a scenario: which hosts name, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from socketlab.spec.networks import NetworkSpec
from tests.spec.yaml_files import messages, one

SERVICES = """\
services: {web: {image: x}, client: {image: x, command: [call]}}
"""


def scenario(networks: str, host: str, fleet: str = "networks: [world]") -> str:
    return (
        f"{SERVICES}{networks}\n"
        f"hosts: {{server: {{{host}}}}}\n"
        f"fleets: {{clients: {{service: client, {fleet}}}}}\n"
    )


def test_a_host_and_a_fleet_are_on_the_network_that_they_name(tmp_path: Path) -> None:
    text = scenario("networks: {home: {behind: nat}, world: {}}", "service: web, networks: [default]")
    spec = one(tmp_path, text).spec
    assert spec.networks == {"home": NetworkSpec(behind="nat"), "world": NetworkSpec()}
    assert spec.hosts["server"].networks == ("default",)
    assert spec.fleets["clients"].networks == ("world",)
    assert spec.routed


def test_the_name_of_a_network_may_come_from_a_variable(tmp_path: Path) -> None:
    text = "variables: {where: world}\n" + scenario(
        "networks: {world: {}}", "service: web, networks: ['${where}']"
    )
    assert one(tmp_path, text).spec.hosts["server"].networks == ("world",)


@pytest.mark.parametrize(
    ("networks", "host", "fleet", "place", "message"),
    [
        (
            "networks: {world: {}}",
            "service: web, networks: [wrold]",
            "networks: [world]",
            "hosts.server.networks.0",
            'no network "wrold" (did you mean "world"?)',
        ),
        (
            "networks: {world: {}, home: {}}",
            "service: web",
            "networks: [elsewhere]",
            "fleets.clients.networks.0",
            'no network "elsewhere" (use one of home, world)',
        ),
        (
            "",
            "service: web",
            "networks: [default]",
            "fleets.clients.networks.0",
            'no network "default" (the scenario declares no networks)',
        ),
        (
            "networks: {world: {}, home: {}}",
            "service: web, networks: [world, home, world]",
            "count: 1",
            "hosts.server.networks.2",
            '"world" is named before (remove this one)',
        ),
    ],
)
def test_a_network_that_is_not_there_or_is_named_twice_is_refused(
    tmp_path: Path, networks: str, host: str, fleet: str, place: str, message: str
) -> None:
    assert messages(tmp_path, scenario(networks, host, fleet)) == [f"{place}: {message}"]


def test_a_standing_host_has_no_path_to_the_networks_of_a_run(tmp_path: Path) -> None:
    text = SERVICES + "networks: {world: {}}\nhosts: {server: {lab: web}}\n"
    (message,) = messages(tmp_path, text + "fleets: {c: {service: client}}\n")
    assert message == (
        'hosts.server.lab: "server" is the standing lab\'s, to which a scenario with networks has no path '
        "(use service for a copy of its own)"
    )


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (scenario("networks: [world]", "service: web"), "networks"),
        (scenario("networks: {world: {}}", "service: web", "networks: world"), "fleets.clients.networks"),
        (
            SERVICES + "networks: {world: {}}\nhosts: {server: 7}\nfleets: {c: {service: client}}\n",
            "hosts.server",
        ),
    ],
)
def test_what_has_the_wrong_shape_is_one_problem(tmp_path: Path, text: str, place: str) -> None:
    (message,) = messages(tmp_path, text)
    assert message.startswith(f"{place}: ")
