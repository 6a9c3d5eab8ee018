"""Hosts of the lab are found by the names that people call them by."""

import pytest

from socketlab.errors import InvalidInput, LabError
from socketlab.lab.hosts import find_host
from socketlab.runtimes.docker.lab import LabHost, read_host
from tests.lab.rows import row


def hosts() -> list[LabHost]:
    return [read_host(row("fork-server")), read_host(row("echo-server")), read_host(row("client", 1))]


def test_a_host_is_found_by_its_name() -> None:
    assert find_host(hosts(), "client-1").container == "client1"


def test_a_mistyped_host_is_suggested() -> None:
    with pytest.raises(InvalidInput, match=r'"frok-server".*did you mean "fork-server"'):
        find_host(hosts(), "frok-server")


def test_a_host_like_no_other_gets_the_list() -> None:
    with pytest.raises(InvalidInput, match="fork-server, echo-server, client-1"):
        find_host(hosts(), "xyz")


def test_no_hosts_at_all_means_that_the_lab_is_down() -> None:
    with pytest.raises(LabError, match="the lab is down"):
        find_host([], "fork-server")
