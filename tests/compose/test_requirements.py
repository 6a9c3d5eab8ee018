"""What services require is found in the files, in every form."""

from __future__ import annotations

from pathlib import Path

import pytest

from socketlab.compose.files import ProjectFiles
from socketlab.compose.project import Project
from socketlab.compose.requirements import with_requirements
from socketlab.compose.resolved import Resolved
from socketlab.spec import compose
from tests.spec.yaml_files import one, write

COMPOSE = """
services:
  listed: {image: x, depends_on: [mapped, 5, gone]}
  mapped: {image: x, depends_on: {side: {condition: service_started}, spare: {required: false}}}
  side: {image: x, network_mode: "service:last"}
  last: {image: x, network_mode: none, depends_on: 5}
  linked: {image: x, links: [last, "spare:other", 5]}
  unlinked: {image: x, links: spare}
  spare: {image: x}
  wrong: 5
"""


def required(folder: Path, *names: str) -> set[str]:
    write(folder, COMPOSE, "compose.yaml")
    files = ProjectFiles(folder, shown=".", shown_as={"compose.yaml": "compose.yaml"})
    project = Project(files, ("compose.yaml",), environment={}, folder="project")
    return set(with_requirements(names, lambda name: project.member("services", name)))


def test_all_that_services_require_is_found_and_what_is_optional_is_not(tmp_path: Path) -> None:
    assert required(tmp_path, "listed") == {"listed", "mapped", "gone", "side", "last"}
    assert required(tmp_path, "linked", "unlinked") == {"linked", "last", "spare", "unlinked"}
    assert required(tmp_path, "wrong", "nothing") == {"wrong", "nothing"}


def test_a_long_chain_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read anew for each link of the chain, two hundred services took six seconds."""
    links = "".join(f"  s{n}: {{image: x, depends_on: [s{n + 1}]}}\n" for n in range(50))
    write(tmp_path, f"services:\n{links}  s50: {{image: x}}\n", "compose.yaml")
    resolved: list[object] = []
    monkeypatch.setattr(compose, "Resolved", lambda *given: resolved.append(given) or Resolved(*given))
    scenario = one(
        tmp_path, "compose: compose.yaml\nhosts: {a: {service: s0}}\nfleets: {f: {service: s50}}\n"
    )
    assert len(scenario.spec.hosts) == 50
    assert len(resolved) == 2  # the file as it is, and with the hosts that it implies
