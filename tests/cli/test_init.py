"""``init``: what it writes is valid, says what was chosen, is never written over, and can be played."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
import yaml

from socketlab.starter.writing import EXAMPLE, SCENARIO, SCHEMA, SCHEMA_LINE
from tests.cli.asking import NO_ENGINE, ask

SHOP = """\
services:
  db:
    image: postgres:16
    ports: ["5432:5432"]
  web:
    image: shop/web
    ports: ["127.0.0.1:${WEB_PORT:-8080}:80/tcp"]
    depends_on: {db: {condition: service_healthy}}
  odd:
    image: shop/odd
    devices: [a]
"""


def test_a_folder_without_a_compose_file_gets_a_project_that_is_valid(tmp_path: Path) -> None:
    answer = ask(tmp_path, "init", "mine", environment=NO_ENGINE)

    assert answer.code == 0, answer
    assert sorted(path.name for path in (tmp_path / "mine").iterdir()) == sorted([*EXAMPLE, SCHEMA])
    assert "next: docker build -t first-example mine" in answer.out
    assert answer.out.splitlines()[-1].endswith(f"-m scenarios run mine/{SCENARIO}")
    validated = ask(tmp_path, "validate", f"mine/{SCENARIO}", environment=NO_ENGINE)
    assert validated.out == f"mine/{SCENARIO}: valid, 1 run\n"


def test_the_first_line_names_a_schema_that_is_there(tmp_path: Path) -> None:
    ask(tmp_path, "init", environment=NO_ENGINE)

    assert (tmp_path / SCENARIO).read_text().splitlines()[0] == SCHEMA_LINE
    assert json.loads((tmp_path / SCHEMA).read_text()) == json.loads(ask(tmp_path, "schema").out)


def test_beside_a_compose_file_the_scenario_plays_its_server_and_what_that_depends_on(tmp_path: Path) -> None:
    (tmp_path / "compose.yml").write_text(SHOP, encoding="utf-8")

    answer = ask(tmp_path, "init", environment=NO_ENGINE)

    assert answer.code == 0, answer
    assert sorted(path.name for path in tmp_path.iterdir()) == ["compose.yml", SCENARIO, SCHEMA]
    scenario = yaml.safe_load((tmp_path / SCENARIO).read_text())
    assert scenario["compose"] == "compose.yml"
    assert scenario["hosts"] == {"web": {"service": "web"}, "db": {"service": "db"}}
    assert scenario["fleets"]["clients"]["command"][:3] == ["raw-client", "${hosts.web}", "80"]
    assert ask(tmp_path, "validate", SCENARIO, environment=NO_ENGINE).code == 0
    assert "lab build client" in answer.out


def test_a_client_of_the_compose_file_is_played_as_it_is(tmp_path: Path) -> None:
    client = "  load-test: {image: shop/load, command: [hammer, web]}\n"
    (tmp_path / "compose.yaml").write_text(SHOP + client, encoding="utf-8")

    answer = ask(tmp_path, "init", environment=NO_ENGINE)

    scenario = yaml.safe_load((tmp_path / SCENARIO).read_text())
    assert scenario["fleets"] == {"clients": {"service": "load-test", "count": 3}}
    assert "services" not in scenario
    assert ask(tmp_path, "validate", SCENARIO, environment=NO_ENGINE).code == 0
    assert "lab build" not in answer.out


@pytest.mark.parametrize("folder", ["with-project", "with-compose"])
def test_nothing_that_exists_is_written_over(tmp_path: Path, folder: str) -> None:
    target = tmp_path / folder
    target.mkdir()
    if folder == "with-compose":
        (target / "compose.yaml").write_text(SHOP, encoding="utf-8")
        (target / SCENARIO).write_text("mine", encoding="utf-8")
    else:
        (target / "client.py").write_text("mine", encoding="utf-8")
    before = {path: path.read_text() for path in target.iterdir()}

    answer = ask(tmp_path, "init", folder, environment=NO_ENGINE)

    assert answer.code == 4
    assert "exists already (move it away" in answer.err
    assert {path: path.read_text() for path in target.iterdir()} == before


def test_a_compose_file_with_nothing_to_play_is_refused_with_the_reasons(tmp_path: Path) -> None:
    (tmp_path / "compose.yaml").write_text(
        "services:\n  a: {command: x}\n  b: {image: x, devices: [a]}\n", encoding="utf-8"
    )

    answer = ask(tmp_path, "init", environment=NO_ENGINE)

    assert answer.code == 4
    assert [line.split()[0] for line in answer.err.splitlines()] == ["compose.yaml:2:3", "compose.yaml:3:17"]
    assert not (tmp_path / SCENARIO).exists()


def test_a_compose_file_without_services_is_refused(tmp_path: Path) -> None:
    (tmp_path / "compose.yaml").write_text("volumes: {}\n", encoding="utf-8")

    answer = ask(tmp_path, "init", environment=NO_ENGINE)

    assert (answer.code, answer.err.splitlines()) == (
        4,
        ['error: no services in "compose.yaml" (define one, or choose another folder)'],
    )


@pytest.mark.docker
def test_the_example_project_is_played_to_a_pass(tmp_path: Path) -> None:
    assert ask(tmp_path, "init").code == 0
    build = ["docker", "build", "--build-arg", "BASE=socketlab/python", "-t", "first-example", "."]
    environment = {**os.environ, "DOCKER_BUILDKIT": "0"}
    try:
        subprocess.run(build, cwd=tmp_path, env=environment, capture_output=True, check=True, timeout=100)

        played = ask(tmp_path, "run", SCENARIO)

        assert played.code == 0, played
        assert "each client gets its own text back, in capitals: " in played.out
    finally:
        subprocess.run(["docker", "rmi", "first-example"], capture_output=True, check=False, timeout=60)
