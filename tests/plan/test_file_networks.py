"""Hosts on the networks of their compose file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from socketlab.errors import InvalidFile, InvalidInput
from socketlab.hosts.model import Endpoint
from socketlab.plan.model import Plan
from socketlab.plan.stored import plan_from_json, plan_to_json
from tests.plan.plans import LAB, ROUTED, plan_of

COMPOSE = """\
name: shop
services:
  web: {image: test/web, networks: WEB, container_name: shop_web}
  db: {image: test/db, networks: DB}
  client: {image: test/client, networks: CLIENT, command: [call]}
"""
PLAIN = "networks: {front: {}, back: {}}"
SCENARIO = """\
compose: compose.yaml
hosts: {web: {service: web}, db: {service: db}}
fleets: {callers: {service: client}}
"""
FIRST, SECOND = "socketlab-testrun1", "socketlab-testrun1-02"


def planned(
    folder: Path,
    *,
    web: str = "[front, back]",
    db: str = "[back]",
    client: str = "[front]",
    networks: str = PLAIN,
    more: str = "",
    scenario: str = SCENARIO,
) -> Plan:
    text = COMPOSE.replace("WEB", web).replace("DB", db).replace("CLIENT", client)
    (folder / "compose.yaml").write_text(text + networks, encoding="utf-8")
    return plan_of(folder, scenario + more, ROUTED)


def refusal(folder: Path, **changes: str) -> str:
    with pytest.raises(InvalidInput) as raised:
        planned(folder, **changes)
    return raised.value.message


def declared(plan: Plan) -> dict[str, list[str]]:
    names = {network.name: network.declared for network in plan.networks}
    return {host.name: [names[network] for network in host.networks] for host in plan.everyone}


def test_a_host_without_a_network_stays_without_one(tmp_path: Path) -> None:
    text = COMPOSE.replace("networks: DB", "network_mode: none").replace("WEB", "[front, back]")
    (tmp_path / "compose.yaml").write_text(text.replace("CLIENT", "[front]") + PLAIN, encoding="utf-8")
    assert declared(plan_of(tmp_path, SCENARIO, ROUTED)) == {
        "web": ["back", "front"],
        "db": [],
        "callers-1": ["front"],
    }


def test_hosts_are_on_the_networks_of_their_services_and_no_router_is_between_them(tmp_path: Path) -> None:
    plan = planned(tmp_path)
    assert declared(plan) == {"web": ["back", "front"], "db": ["back"], "callers-1": ["front"]}
    assert plan.links is None
    assert [network.name for network in plan.networks] == [FIRST, SECOND]
    assert all(not network.fixed and len(network.subnets) > 1 for network in plan.networks)
    assert {host.name: host.address_number for host in plan.everyone} == {"web": 2, "db": 3, "callers-1": 3}
    assert "hosts are on the networks of the compose file, without a router between them" in plan.notes
    assert plan_from_json(plan_to_json(plan).encode()) == plan


def test_names_are_known_on_the_networks_that_they_are_given_on(tmp_path: Path) -> None:
    web = "{front: {aliases: [shop.example]}, back: {aliases: [store, web]}}"
    (on,) = (host for host in planned(tmp_path, web=web).hosts if host.name == "web")
    assert {endpoint.network: endpoint.aliases for endpoint in on.endpoints} == {
        FIRST: ("web", "shop_web", "store"),
        SECOND: ("web", "shop_web", "shop.example"),
    }


@pytest.mark.parametrize("names", ["", "[front]", "{front: }", "{front: {aliases: [x]}}"])
def test_where_all_are_on_one_network_nothing_changes(tmp_path: Path, names: str) -> None:
    plan = planned(tmp_path, web=names, db=names, client=names)
    assert [network.declared for network in plan.networks] == [""]
    assert all(not host.endpoints for host in plan.everyone)


def test_the_networks_of_the_scenario_outrank_those_of_the_file(tmp_path: Path) -> None:
    plan = planned(tmp_path, more="networks: {home: {behind: nat}}\n")
    assert plan.links is not None
    assert [network.declared for network in plan.networks] == ["default"]


def test_hosts_of_the_standing_lab_are_on_the_labs_network(tmp_path: Path) -> None:
    client = "client: {image: test/client, command: [call], networks: [default]}"
    text = f"services: {{web: {{image: test/web}}, {client}}}\n"
    hosts = "hosts: {server: {lab: web}}\nfleets: {callers: {service: client, count: 9}}\n"
    plan = plan_of(tmp_path, text + hosts, LAB)
    assert all(not host.endpoints for host in plan.everyone)


def test_a_service_of_the_scenario_is_on_every_network_unless_it_says(tmp_path: Path) -> None:
    own = "services: {prober: {image: x}, other: {image: x, networks: {front: {ipv4_address: 10.0.1.7}}}}\n"
    networks = "networks: {front: {ipam: {config: [{subnet: 10.0.1.0/24}]}}, back: {}}"
    scenario = SCENARIO.replace("client}", "client}, more: {service: prober}, others: {service: other}")
    plan = planned(tmp_path, scenario=scenario, networks=networks, more=own)
    assert declared(plan)["more-1"] == ["back", "front"]
    assert declared(plan)["others-1"] == ["front"]
    wrong = "services: {prober: {image: x, networks: [nowhere]}}\n"
    with pytest.raises(InvalidInput, match='no network "nowhere" in'):
        planned(tmp_path, scenario=scenario.replace("other}", "prober}"), more=wrong)
    plan = plan_of(tmp_path, own + "hosts: {a: {service: prober}}\nfleets: {b: {service: prober}}\n", ROUTED)
    assert declared(plan) == {"a": [""], "b-1": [""]}


FIXED = """\
networks:
  front: {name: zz, ipam: {config: [{subnet: 10.0.1.0/24, gateway: 10.0.1.254}]}, driver_opts: {MTU: "1400"}}
  back: {internal: true, ipam: {config: [{subnet: 10.0.2.0/28}]}}
""".replace("MTU", "com.docker.network.driver.mtu")


def test_a_run_that_is_open_is_so_on_every_network_but_the_internal_ones(tmp_path: Path) -> None:
    plan = planned(tmp_path, networks=FIXED, more="outside: true\n")
    assert {network.declared: network.outside for network in plan.networks} == {"back": False, "front": True}


def test_fixed_addresses_are_kept_and_others_are_put_around_them(tmp_path: Path) -> None:
    web = "{front: {ipv4_address: 10.0.1.1, priority: 5}, back: {ipv4_address: 10.0.2.2}}"
    plan = planned(tmp_path, web=web, networks=FIXED)
    back, front = plan.networks
    assert (back.declared, back.subnets, back.gateway, back.internal) == (
        "back",
        ("10.0.2.0/28",),
        "10.0.2.1",
        True,
    )
    assert (front.declared, front.subnets, front.gateway) == ("front", ("10.0.1.0/24",), "10.0.1.254")
    assert front.fixed
    assert front.options == {"com.docker.network.driver.mtu": "1400"}
    assert (front.prober, back.prober) == (253, 14)
    web_host, db = plan.hosts
    assert web_host.endpoints == (
        Endpoint(network=SECOND, number=1, aliases=("web", "shop_web")),
        Endpoint(network=FIRST, number=2, aliases=("web", "shop_web")),
    )
    assert web_host.address_number == 1
    assert db.address_number == 3


def test_ipv6_addresses_are_chosen_or_follow_from_the_run(tmp_path: Path) -> None:
    networks = """\
networks:
  front: {enable_ipv6: true}
  back: {enable_ipv6: true, ipam: {config: [{subnet: "fd00:9::/64", gateway: "fd00:9::99"}]}}
"""
    web = "{front: {}, back: {ipv6_address: 'fd00:9::1', link_local_ips: [169.254.8.8]}}"
    plan = planned(tmp_path, web=web, networks=networks)
    back, front = plan.networks
    assert (back.subnet_v6, back.gateway_v6) == ("fd00:9::/64", "fd00:9::99")
    assert front.subnet_v6.startswith("fd")
    assert plan.hosts[0].endpoints[0].address_v6 == "fd00:9::1"
    assert plan.hosts[0].endpoints[0].link_local == ("169.254.8.8",)
    assert plan.hosts[1].endpoints[0].address_v6 == "fd00:9::2"
    assert 'the network "back" is closed for IPv4 only: over IPv6 its hosts reach this machine' in plan.notes


def test_a_network_of_somebody_else_is_made_around_the_addresses_taken_of_it(tmp_path: Path) -> None:
    web = "{front: {ipv4_address: 10.5.5.5}, back: }"
    plan = planned(tmp_path, web=web, networks="networks: {front: {external: true}, back: }")
    front = next(network for network in plan.networks if network.declared == "front")
    assert front.subnets == ("10.5.5.0/24",)


def test_only_the_first_client_of_a_fleet_has_the_address_of_its_service(tmp_path: Path) -> None:
    networks = "networks: {front: {ipam: {config: [{subnet: 10.0.1.0/24}]}}, back: }"
    plan = planned(
        tmp_path,
        client="{front: {ipv4_address: 10.0.1.9}}",
        networks=networks,
        scenario=SCENARIO.replace("client}", "client, count: 2}"),
    )
    assert [client.host.address_number for client in plan.clients] == [9, 3]
    assert '"10.0.1.9" is the address of the first of its hosts, others have further ones' in plan.notes


def test_what_cannot_be_had_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path, db="{back: {ipv4_address: 10.0.0.9}}") == (
        '"10.0.0.9" needs a network with a subnet, which "back" has not'
    )
    assert refusal(tmp_path, db="{back: {ipv6_address: 'fd00::9'}}") == (
        '"fd00::9" needs enable_ipv6 on the network "back"'
    )
    tiny = "networks: {front: , back: {ipam: {config: [{subnet: 10.0.0.0/30}]}}}"
    assert refusal(tmp_path, networks=tiny) == 'the network "back" has no address left for "db"'
    taken = FIXED.replace("10.0.2.0/28", "10.0.2.0/24")
    same = {"web": "{front: {}, back: {ipv4_address: 10.0.2.5}}", "db": "{back: {ipv4_address: 10.0.2.5}}"}
    assert refusal(tmp_path, networks=taken, **same) == (
        'the address "10.0.2.5" is given to "web" and to "db"'
    )


def test_a_network_with_something_of_its_own_is_made_as_it_is_unless_links_need_the_runs(
    tmp_path: Path,
) -> None:
    alike: dict[str, Any] = dict.fromkeys(("web", "db", "client"), "[front]")
    internal = planned(tmp_path, networks="networks: {front: {internal: true}}", **alike)
    assert [(network.declared, network.internal) for network in internal.networks] == [("front", True)]
    links = "links: [{between: [callers, web], delay: 5ms}]\n"
    linked = planned(tmp_path, networks="networks: {front: {internal: true}}", more=links, **alike)
    assert linked.links is not None


@pytest.mark.parametrize(
    "more",
    [
        "links: [{between: [callers, web], delay: 5ms}]\n",
        "timeline: [{at: 0s, partition: {between: [callers, web]}}]\n",
        "timeline: [{at: 0s, dns: {host: web, answer: nxdomain}}]\n",
    ],
)
def test_conditions_need_the_networks_of_the_scenario(tmp_path: Path, more: str) -> None:
    assert "the networks of a compose file have none" in refusal(tmp_path, more=more)


def test_a_network_that_is_not_declared_is_a_mistake_of_the_file(tmp_path: Path) -> None:
    with pytest.raises(InvalidFile, match=r'no network "backs" \(did you mean "back"\?\)'):
        planned(tmp_path, db="[backs]")
