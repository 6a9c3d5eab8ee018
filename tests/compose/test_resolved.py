"""Whole documents are resolved as Compose resolves them.

Each folder of ``documents`` is a project. Its ``expected.json`` names the files that are given, the
environment, and what compose-go v2 (at e70e961, July 2026) made of them, with ``/project`` for the folder.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from socketlab.compose.files import ProjectFiles
from socketlab.compose.project import Project
from socketlab.compose.resolved import Resolved
from tests.compose.normal import normal

DOCUMENTS = Path(__file__).parent / "documents"
NAMES = sorted(folder.name for folder in DOCUMENTS.iterdir())


def expectation(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((DOCUMENTS / name / "expected.json").read_text(encoding="utf-8"))
    return found


def resolved(name: str, expected: dict[str, Any]) -> tuple[Resolved, str, Project]:
    """A document as it is resolved here, the folder of its project, and the project."""
    first = DOCUMENTS / name / expected["files"][0]
    given = [_relative(DOCUMENTS / name / file, first.parent) for file in expected["files"]]
    environment = {"HOME": "/home/user", **expected.get("environment", {})}
    files = ProjectFiles(first.parent)
    project = Project(files, tuple(given), environment=environment, folder=first.parent.name)
    services = set(project.model.names("services"))
    wanted = set(expected.get("services", ())) or services
    return Resolved(project, files, wanted), str(first.parent), project


def _relative(file: Path, folder: Path) -> str:
    common = next(parent for parent in (folder, *folder.parents) if file.is_relative_to(parent))
    up = len(folder.relative_to(common).parts)
    return str(Path(*[".."] * up) / file.relative_to(common))


def test_there_are_documents_enough() -> None:
    assert len(NAMES) >= 40


@pytest.mark.parametrize("name", NAMES)
def test_a_document_is_resolved_as_compose_resolves_it(name: str) -> None:
    expected = expectation(name)
    found, folder, project = resolved(name, expected)
    assert found.problems == ()
    assert project.name == expected["resolved"]["name"]
    own, theirs = normal(found.document.tree, folder), normal(expected["resolved"], _root(expected))
    assert own["services"] == theirs["services"]
    used = {section: own[section] for section in theirs if section != "services" and theirs[section]}
    assert used == {section: theirs[section] for section in used}


def _root(expected: dict[str, Any]) -> str:
    return str(Path("/project", expected["files"][0]).parent)
