"""The mounts of planned hosts, and what is said of volumes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from socketlab import labels
from socketlab.errors import InvalidInput
from socketlab.hosts.model import ImageFacts
from socketlab.hosts.mounts import Mount
from tests.plan.plans import NOWHERE, plan_of
from tests.spec.yaml_files import write

COMPOSE = """
services:
  web:
    image: test/web
    volumes: ["./none:/bound", "data:/data", "mine:/mine", "fast:/fast", "far:/far", "odd:/odd", /anon]
    secrets: [token]
    configs: [words]
volumes:
  data:
  mine: {driver_opts: {type: none, o: bind, device: /srv/none}}
  fast: {driver_opts: {type: tmpfs, device: tmpfs, o: size=1m}}
  far: {external: true}
  odd: {driver: nfs, driver_opts: {share: x}}
secrets: {token: {environment: TOKEN}}
configs: {words: {content: "secret-free"}}
"""
SCENARIO = "compose: shop/compose.yaml\nhosts: {web: {service: web}}\nfleets: {b: {service: web}}\n"


def test_sources_are_looked_up_and_secrets_are_not_in_the_plan(tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    write(tmp_path / "shop", COMPOSE, "compose.yaml")
    plan = plan_of(tmp_path, SCENARIO)
    mounts = {mount.target: mount for mount in plan.hosts[0].machine.mounts}
    assert mounts["/bound"].source == f"{tmp_path}/shop/none"
    assert mounts["/mine"] == Mount(kind="bind", source="/srv/none", target="/mine", required=True)
    assert mounts["/fast"].options == (("device", "tmpfs"), ("o", "size=1m"), ("type", "tmpfs"))
    assert mounts["/odd"] == Mount(kind="volume", source="odd", target="/odd")
    assert (mounts["/run/secrets/token"].kind, mounts["/run/secrets/token"].source) == ("variable", "TOKEN")
    assert mounts["/words"].source == "secret-free"
    assert 'the external volume "far" is a new, empty one in each run' in plan.notes
    assert 'the volume "odd" is an ordinary one in a run' in plan.notes


def test_a_service_of_the_scenario_has_sources_beside_it_and_no_sections(tmp_path: Path) -> None:
    inline = "services: {{web: {{image: test/web, {}}}}}\nhosts: {{web: {{service: web}}}}\n"
    fleet = "fleets: {b: {service: web, command: [x]}}\n"
    plan = plan_of(tmp_path, inline.format("volumes: ['./none:/a']") + fleet)
    assert plan.hosts[0].machine.mounts[0].source.endswith("none")
    with pytest.raises(InvalidInput, match='service "web": no secret "token" in the section secrets'):
        plan_of(tmp_path, inline.format("secrets: [token]") + fleet)


def test_a_client_at_a_gate_has_no_terminal_and_plan_says_so(tmp_path: Path) -> None:
    gated = replace(NOWHERE, images={**NOWHERE.images, "test/client": ImageFacts(labels={labels.GATE: "1"})})
    text = "services: {web: {image: test/web, tty: true}, c: {image: test/client, tty: true}}\n"
    fleet = "fleets: {b: {service: c, command: [x], count: 2}}\n"
    plan = plan_of(tmp_path, text + "hosts: {web: {service: web}}\n" + fleet, gated)
    assert [note for note in plan.notes if "terminal" in note] == [
        'fleet "b" has no terminal: its clients wait at a gate for their release'
    ]


def test_a_host_without_a_network_has_none(tmp_path: Path) -> None:
    text = "services: {web: {image: test/web, network_mode: none}, c: {image: test/client}}\n"
    plan = plan_of(tmp_path, text + "hosts: {web: {service: web}}\nfleets: {b: {service: c, command: [x]}}\n")
    assert plan.hosts[0].networks == ()
    assert plan.clients[0].host.networks != ()
