"""What faults on names and addresses need of the plan."""

from __future__ import annotations

from pathlib import Path

from socketlab.plan.moves import asks_router, moved_networks, moving_hosts, needs_router
from tests.plan.plans import FLEET, PRIVATE, ROUTED, SERVICES, plan_of

STEPS = """timeline:
  - {at: 1s, kill: {host: server}}
  - {at: 1s, rebind: {host: ["clients[1]", "clients[3]"]}}
  - {at: 2s, rebind: {host: [server, "clients[1]"]}}
"""


def test_second_addresses_follow_the_first_ones_and_each_host_has_one(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, PRIVATE + FLEET + STEPS, ROUTED)
    assert moving_hosts(plan.timeline) == {"server", "clients-1", "clients-3"}
    assert plan.links is not None
    (network,) = plan.links.networks
    assert {name: (at.number, at.spare) for name, at in plan.links.locations.items()} == {
        "server": (2, 6),
        "clients-1": (3, 7),
        "clients-2": (4, 0),
        "clients-3": (5, 8),
    }
    assert {at.network for at in plan.links.locations.values()} == {network}


def test_each_network_has_room_for_both_addresses(tmp_path: Path) -> None:
    fleet = "fleets: {clients: {service: client, count: 130}}\n"
    alone = plan_of(tmp_path, PRIVATE + fleet + "timeline: [{at: 1s, rebind: {host: server}}]\n", ROUTED)
    every = plan_of(tmp_path, PRIVATE + fleet + 'timeline: [{at: 1s, rebind: {host: "*"}}]\n', ROUTED)
    assert [plan.networks[0].subnets[0].rpartition("/")[2] for plan in (alone, every)] == ["24", "23"]


def test_other_faults_need_nothing_of_it(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, PRIVATE + FLEET + "timeline: [{at: 1s, kill: {host: server}}]\n", ROUTED)
    assert not needs_router(plan.timeline)
    assert not asks_router(plan.timeline)
    assert list(moved_networks(plan.timeline)) == []
    assert plan.links is None


def test_a_nat_that_moves_needs_the_router_but_not_for_names(tmp_path: Path) -> None:
    home = f"""{SERVICES}
networks: {{home: {{behind: nat}}, world: {{}}}}
hosts: {{server: {{service: web, networks: [world]}}, inside: {{service: web, networks: [home]}}}}
timeline: [{{at: 1s, rebind: {{network: home}}}}]
"""
    plan = plan_of(tmp_path, home, ROUTED)
    assert needs_router(plan.timeline)
    assert not asks_router(plan.timeline)
    assert list(moved_networks(plan.timeline)) == ["home"]
