"""What cannot be played is refused before anything starts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from socketlab.errors import ImageMissing, InvalidInput
from socketlab.hosts.model import Surroundings
from socketlab.plan.planner import make_plan
from socketlab.plan.refusals import MOST_HOSTS
from socketlab.spec.load import load
from tests.plan.plans import FLEET, NOWHERE, PRIVATE, plan_of


def test_more_hosts_than_a_network_holds_are_refused(tmp_path: Path) -> None:
    fleets = "fleets: {a: {service: caller, count: 1000}, b: {service: caller, count: %d}}\n"
    assert len(plan_of(tmp_path, PRIVATE + fleets % 22).everyone) == MOST_HOSTS
    with pytest.raises(InvalidInput) as raised:
        plan_of(tmp_path, PRIVATE + fleets % 23)
    assert str(raised.value) == (
        f'{tmp_path}/scenario.yaml: "scenario" has 1024 hosts and clients, more than the 1023 of a network '
        "(lower the count of a fleet)"
    )


def test_a_fleet_of_warm_clients_without_a_command_is_refused(tmp_path: Path) -> None:
    text = "hosts: {server: {service: echo-server}}\nfleets: {clients: {service: client}}\n"
    (tmp_path / "idle.yaml").write_text(text, encoding="utf-8")
    (scenario,) = load(tmp_path / "idle.yaml")
    with pytest.raises(InvalidInput, match='fleet "clients" has no command'):
        make_plan(scenario, Surroundings(runtime="fake"), seed=1, run="testrun1")


def test_images_that_are_missing_are_all_named_with_the_way_to_get_them(tmp_path: Path) -> None:
    missing = {"test/web": "run docker pull test/web", "test/client": "run docker pull test/client"}
    with pytest.raises(ImageMissing) as raised:
        plan_of(tmp_path, PRIVATE + FLEET, replace(NOWHERE, images={}, missing=missing))
    assert str(raised.value) == (
        'no images "test/client", "test/web" on this machine '
        "(run docker pull test/client, and run docker pull test/web)"
    )


def test_an_image_that_the_users_project_builds_is_built_there(tmp_path: Path) -> None:
    built = PRIVATE.replace("image: test/web", "image: test/web, build: .")
    assert built != PRIVATE
    missing = {"test/web": "run docker pull test/web", "test/client": "run docker pull test/client"}
    with pytest.raises(ImageMissing) as raised:
        plan_of(tmp_path, built + FLEET, replace(NOWHERE, images={}, missing=missing))
    assert "(run docker pull test/client, and run docker compose build web)" in str(raised.value)
