"""The projects in ``examples/``, played unchanged, and images that are built or pulled before a run."""

from __future__ import annotations

from pathlib import Path

import docker
import pytest

from tests.system.left import assert_nothing_left
from tests.system.preloaded import ROOT
from tests.system.shell import Shell

pytestmark = pytest.mark.docker

SCENARIOS = sorted(
    file.relative_to(ROOT) for file in ROOT.glob("examples/*/*.yaml") if file.stem != "compose"
)


def forget(*images: str) -> None:
    """Remove images, so that a run has to make them."""
    client = docker.from_env()
    try:
        for image in images:
            if client.images.list(image):
                client.images.remove(image, force=True)
    finally:
        client.close()


def containers_of(command: str) -> set[str]:
    """The containers, also of builds, whose command has a text in it."""
    client = docker.from_env()
    try:
        return {each["Id"] for each in client.api.containers(all=True) if command in each["Command"]}
    finally:
        client.close()


def test_each_project_has_two_scenarios() -> None:
    projects = [file.parent.name for file in SCENARIOS]
    assert projects == sorted(["chat", "legacy", "relay", "shop"] * 2)


@pytest.mark.parametrize("file", SCENARIOS, ids=str)
def test_a_project_is_played_unchanged(shell: Shell, file: Path) -> None:
    finished = shell.decide("run", str(ROOT / file), "--format", "json")
    assert finished.code == 0, (finished.err, finished.results)
    (result,) = finished.results
    assert {check["verdict"] for check in result["checks"]} == {"pass"}
    assert_nothing_left(result["run"])


PROJECT = """
name: made
services:
  server:
    build:
      dockerfile_inline: |
        FROM socketlab/python
        ARG WORD=none
        RUN echo "$$WORD" > /word
      args: {WORD: built}
    command: [sh, -c, "cat /word; sleep 99"]
    init: true
"""
SCENARIO = """
compose: compose.yaml
hosts: {server: {service: server}}
timeline: [{at: 300ms, exec: {host: server, command: ["true"]}}]
checks: [{log: {host: server, contains: built}}]
"""


def test_an_image_is_built_under_composes_name_where_it_is_missing(shell: Shell) -> None:
    shell.environment["COMPOSE_PROJECT_NAME"] = ""
    forget("made-server")
    shell.file("compose.yaml", PROJECT)
    finished = shell.run("run", shell.file("made.yaml", SCENARIO))
    assert finished.code == 0, finished
    assert "made-server" in finished.err
    assert "building for the service server" in finished.err
    again = shell.run("run", shell.file("made.yaml", SCENARIO))
    assert (again.code, again.err) == (0, "")
    forget("made-server")


def test_images_that_cannot_be_had_are_told_together_and_nothing_starts(shell: Shell) -> None:
    shell.environment["COMPOSE_PROJECT_NAME"] = "failing"
    forget("failing-server")
    shell.file(
        "compose.yaml",
        PROJECT.replace('RUN echo "$$WORD"', 'RUN echo "the last words"; exit 3; echo "$$WORD"'),
    )
    before = containers_of("the last words")
    failed = shell.run("run", shell.file("made.yaml", SCENARIO))
    assert failed.code == 3
    assert 'cannot build "failing-server": docker build exits' in failed.err
    assert "the last words" in failed.err
    assert containers_of("the last words") == before
    hosts = "{a: {image: nowhere.invalid/a}, b: {image: nowhere.invalid/b}}"
    text = (
        f"services: {hosts}\nhosts: {{a: {{service: a}}, b: {{service: b}}}}\nfleets: {{c: {{service: a}}}}\n"
    )
    absent = shell.run("run", shell.file("absent.yaml", text))
    assert absent.code == 3
    assert 'cannot get 2 images: "nowhere.invalid/a": ' in absent.err
    assert not (shell.folder / "runs").exists()


def test_a_plan_builds_nothing(shell: Shell) -> None:
    shell.environment["COMPOSE_PROJECT_NAME"] = "planned"
    shell.file("compose.yaml", PROJECT)
    planned = shell.run("plan", shell.file("made.yaml", SCENARIO))
    assert (planned.code, planned.out) == (3, "")
    assert 'no image "planned-server" on this machine' in planned.err
    assert "run builds it" in planned.err
