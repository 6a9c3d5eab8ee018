"""The same documents, resolved by the Compose that is installed: `docker compose`, or `docker-compose` 1."""

from __future__ import annotations

import os
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.compose.normal import normal
from tests.compose.test_resolved import DOCUMENTS, NAMES, expectation, resolved

pytestmark = pytest.mark.processes

VERSION_1 = "docker-compose 1"
"""Marks the documents that Compose 1 understands."""


def command() -> list[str]:
    """The Compose that is installed; empty where there is none."""
    plugin = ["docker", "compose"]
    if shutil.which("docker"):
        version = subprocess.run([*plugin, "version"], check=False, capture_output=True)
        if version.returncode == 0:
            return plugin
    return ["docker-compose"] if shutil.which("docker-compose") else []


def printed(compose: list[str], name: str) -> tuple[dict[str, Any], str]:
    """What it prints for a document."""
    expected = expectation(name)
    folder = DOCUMENTS / name
    files = [part for file in expected["files"] for part in ("-f", file)]
    environment = {"PATH": os.environ["PATH"], "HOME": "/home/user", **expected.get("environment", {})}
    wanted = expected.get("services", []) if len(compose) > 1 else []
    found = subprocess.run(
        [*compose, *files, "config", *wanted],
        check=False,
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    return yaml.safe_load(found.stdout) or {}, found.stderr


def differences(name: str, compose: list[str]) -> dict[str, Any]:
    """What the two make of a document, where that differs."""
    tree, errors = printed(compose, name)
    expected = expectation(name)
    found, folder, _ = resolved(name, expected)
    root = Path(DOCUMENTS / name / expected["files"][0]).parent
    own, theirs = normal(found.document.tree, folder)["services"], normal(tree, str(root))["services"]
    return {} if own == theirs else {name: (own, theirs, errors)}


def test_documents_are_resolved_as_the_installed_compose_resolves_them() -> None:
    compose = command()
    if not compose:
        pytest.skip("no Compose is installed")
    known = [name for name in NAMES if len(compose) > 1 or expectation(name)[VERSION_1]]
    with ThreadPoolExecutor(max_workers=2) as pool:
        found = list(pool.map(lambda name: differences(name, compose), known))
    assert [each for each in found if each] == []
    assert len(known) >= 15
