"""Services that could harm the machine need the scenario's word."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.spec.yaml_files import one, problems, write

SCENARIO = "hosts: {a: {service: web}}\nfleets: {b: {service: web, command: [x]}}\n"
SOCKET = "image: x, volumes: ['/var/run/docker.sock:/s']"


@pytest.mark.parametrize(
    ("settings", "setting", "word"),
    [("image: x, privileged: true", "privileged", "privileged"), (SOCKET, "volumes", "engine-socket")],
)
def test_power_over_the_machine_is_refused_where_the_scenario_does_not_allow_it(
    tmp_path: Path, settings: str, setting: str, word: str
) -> None:
    services = f"services: {{web: {{{settings}}}}}\n"
    (found,) = problems(tmp_path, services + SCENARIO)
    assert f"services.web.{setting}: " in found
    assert f"(allow it with allow: [{word}])" in found
    assert one(tmp_path, services + SCENARIO + f"allow: [{word}]\n").spec.allow == (word,)

    write(tmp_path, services, "compose.yaml")
    (found,) = problems(tmp_path, f"compose: compose.yaml\n{SCENARIO}")
    assert "compose.yaml:1:" in found


def test_of_a_compose_file_that_cannot_be_read_only_that_is_said(tmp_path: Path) -> None:
    (found,) = problems(tmp_path, f"compose: none.yaml\n{SCENARIO}")
    assert "none.yaml" in found


def test_a_service_that_is_not_there_is_one_problem(tmp_path: Path) -> None:
    write(tmp_path, "services: {db: {image: x}}\n", "compose.yaml")
    assert all("no service" in line for line in problems(tmp_path, f"compose: compose.yaml\n{SCENARIO}"))
