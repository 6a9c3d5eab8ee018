"""Hosts and NATs that get another address."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from socketlab.errors import InvalidInput
from socketlab.faults.rebind import Rebind
from socketlab.runtimes.fake.links import LinkedFakeRuntime
from tests.faults.cuts import done
from tests.plan.plans import FLEET, PRIVATE, ROUTED, SERVICES, plan_of
from tests.run.harness import KNOWN, play, slow, with_timeline

HOME = f"""{SERVICES}
networks: {{home: {{behind: nat}}, world: {{}}}}
hosts: {{server: {{service: web, networks: [world]}}}}
fleets: {{clients: {{service: client, count: 2, networks: [home], command: [x]}}}}
"""


def test_a_host_comes_back_with_another_address(tmp_path: Path) -> None:
    runtime = LinkedFakeRuntime(KNOWN | {"client": slow(0.5)})
    run = play(tmp_path, with_timeline("{at: 100ms, rebind: {host: server, down: 200ms}}"), runtime=runtime)
    (off, before, moved), (on, after, back) = done(run)
    assert (off, before, on, after) == (0.1, False, 0.3, True)
    assert moved == "off the network, was 198.19.0.2"
    assert back.startswith("now 198.19.0.")
    assert back != "now 198.19.0.2"
    assert runtime.away == frozenset()
    assert run.result.outcome == "pass"


def test_a_nat_gets_its_other_address_and_keeps_it(tmp_path: Path) -> None:
    runtime = LinkedFakeRuntime(KNOWN | {"client": slow(0.5)})
    text = with_timeline("{at: 100ms, rebind: {network: home}}")
    text = text.replace("hosts:", "networks: {home: {behind: nat}, world: {}}\nhosts:", 1)
    text = text.replace("    service: client\n", "    service: client\n    networks: [home]\n", 1)
    run = play(tmp_path, text, runtime=runtime)
    assert done(run) == [(0.1, False, "from 198.18.200.1 to 198.18.201.1")]
    assert runtime.nats == ("198.18.201.1", "198.18.200.1")
    assert run.result.outcome == "pass"


def test_a_nat_has_no_time_after_which_it_moves_back() -> None:
    fault = Rebind.model_validate({"network": "home"})
    assert fault.lasts_s is None
    assert (fault.asks_router, fault.moves_hosts, fault.moved_network) == (False, False, "home")
    assert (fault.selectors, fault.subject) == ((), "network home")


def test_what_it_needs_is_planned(tmp_path: Path) -> None:
    step = 'timeline:\n  - {at: 1s, rebind: {host: "clients[2]"}}\n'
    plan = plan_of(tmp_path, f"{PRIVATE}{FLEET}{step}", ROUTED)
    assert plan.links is not None
    assert plan.links.resolver
    spares = {name: location.spare for name, location in plan.links.locations.items() if location.spare}
    numbers = {location.number for location in plan.links.locations.values()}
    assert set(spares) == {"clients-2"}
    assert spares["clients-2"] == max(numbers) + 1


def test_a_nat_that_moves_has_a_second_address(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, f"{HOME}timeline: [{{at: 1s, rebind: {{network: home}}}}]\n", ROUTED)
    assert plan.links is not None
    (nat,) = plan.links.nats
    assert (nat.address, nat.spare, nat.declared) == ("198.18.200.1", "198.18.201.1", "home")
    assert not plan.links.resolver


@pytest.mark.parametrize(
    ("text", "hint"), [(HOME, "use one of home"), (f"{PRIVATE}{FLEET}", "no network is")]
)
def test_a_network_that_only_the_plan_can_read_is_refused_with_the_step(
    tmp_path: Path, text: str, hint: str
) -> None:
    step = "timeline: [{at: 1s, rebind: {network: '${run}'}}]\n"
    with pytest.raises(InvalidInput, match=r"step 1 .*is not a network behind a NAT") as caught:
        plan_of(tmp_path, text + step, ROUTED)
    assert hint in str(caught.value.hint)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({}, "needs either host or network"),
        ({"host": "server", "network": "home"}, "needs either host or network"),
        ({"network": "home", "down": "1s"}, "down is for hosts"),
    ],
)
def test_what_makes_no_sense_is_refused(settings: dict[str, str], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Rebind.model_validate(settings)
