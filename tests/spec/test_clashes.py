"""Names that are used twice on one network, and more hosts than one network holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.spec.yaml_files import SERVICES, VALID, messages, one


def test_localhost_is_no_host_of_its_own(tmp_path: Path) -> None:
    assert messages(tmp_path, VALID.replace("server:", "localhost:")) == [
        'hosts.localhost: "localhost" is every host\'s own name for itself (rename it)'
    ]


def test_a_service_that_a_host_runs_is_not_localhost(tmp_path: Path) -> None:
    text = VALID.replace("  web:", "  localhost:").replace("service: web", "service: localhost")
    (message,) = messages(tmp_path, text)
    assert message == (
        'hosts.server.service: "localhost" is every host\'s own name for itself, and other hosts would know '
        '"server" by it (rename the service)'
    )


def test_a_host_and_a_fleet_have_different_names(tmp_path: Path) -> None:
    assert messages(tmp_path, VALID.replace("server:", "clients:")) == [
        'fleets.clients: "clients" is a host and a fleet (rename one)'
    ]


def test_a_client_and_the_service_of_a_host_have_different_names(tmp_path: Path) -> None:
    text = VALID.replace("  web:", "  clients-2:").replace("service: web", "service: clients-2")
    assert one(tmp_path, text).spec.hosts
    assert messages(tmp_path, text.replace("{service: caller}", "{service: caller, count: 2}")) == [
        'hosts.server.service: "clients-2" is the name of a client of the fleet "clients", too (rename one)'
    ]


@pytest.mark.parametrize("count", ["'${n}'", "1000"])
def test_a_network_has_room_for_1023_hosts_and_clients(tmp_path: Path, count: str) -> None:
    text = f"{SERVICES}variables: {{n: 1000}}\nhosts: {{server: {{service: web}}}}\nfleets:\n"
    text += f"  a: {{service: caller, count: {count}}}\n  b: {{service: caller, count: 22}}\n"
    assert one(tmp_path, text).spec.fleets["a"].count == 1000
    assert messages(tmp_path, text.replace("22", "23")) == [
        "fleets: 1024 hosts and clients, more than the 1023 of a network (lower the count of a fleet)"
    ]
