"""The picture of hosts and networks."""

from __future__ import annotations

from dataclasses import replace

from socketlab.hosts.model import NetworkPlan, StandingHost
from socketlab.links.model import LinksPlan
from socketlab.report.page.topology import topology
from tests.records import a_host, a_plan


def test_hosts_are_boxes_and_a_fleet_is_one_whatever_its_size() -> None:
    shown = topology(a_plan(clients=1000)).text
    assert shown.count('class="box"') == 2
    assert "1000 clients" in shown
    assert shown.count('class="network"') == 1


def test_a_network_is_called_what_the_scenario_calls_it_and_hosts_may_be_on_several() -> None:
    back = NetworkPlan(name="socketlab-testrun1-2", subnets=(), declared="back")
    server = a_host(networks=("socketlab-testrun1", "socketlab-testrun1-2"))
    shown = topology(a_plan(more_networks=(back,), hosts=(server,))).text
    assert ">back</text>" in shown
    assert shown.count('class="network"') == 2
    assert shown.count('class="drop"') == 3


def test_the_router_of_links_is_a_host() -> None:
    links = LinksPlan(networks=("socketlab-testrun1",), paths=(), locations={})
    assert "router: conditions of 0 directions" in topology(a_plan(links=links)).text


def test_a_standing_host_is_on_its_own_network_and_a_long_name_is_cut() -> None:
    standing = StandingHost(service="web", number=1, handle="x", network="lab-net", address="198.19.1.2")
    host = replace(a_host("a-very-long-name-of-a-host"), networks=(), standing=standing)
    lone = replace(a_host("lone"), networks=())
    shown = topology(a_plan(hosts=(host, lone), network=None)).text
    assert ">lab-net</text>" in shown
    assert ">a-very-long-name-…</text>" in shown
