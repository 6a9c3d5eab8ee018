"""The documents name what there is, all of it, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from scenarios.cli.app import app
from scenarios.spec.checks import KINDS
from scenarios.spec.compose import ServiceDefinition
from scenarios.spec.scenario import FleetSpec, HostSpec, ScenarioSpec
from scenarios.spec.variables import CLIENT_VARIABLES

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = (ROOT / "docs/reference.md").read_text()


def keys(model: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]


@pytest.mark.parametrize("model", [ScenarioSpec, HostSpec, FleetSpec, ServiceDefinition])
def test_the_reference_names_every_key(model: type[BaseModel]) -> None:
    assert [key for key in keys(model) if f"`{key}`" not in REFERENCE] == []


def test_the_reference_has_a_row_for_every_check_and_no_other() -> None:
    table = REFERENCE.split("### Checks")[1].split("## A service")[0]
    assert tuple(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)) == tuple(KINDS)


def test_the_reference_names_every_client_variable() -> None:
    assert [name for name in CLIENT_VARIABLES if f"`${{{name}}}`" not in REFERENCE] == []


def test_the_reference_has_a_row_for_every_command() -> None:
    commands = {command.name for command in app.registered_commands} | {"lab"}
    assert (
        set(re.findall(r"^\| `(\w+)[^`]*` \|", REFERENCE.split("## Commands")[1], re.MULTILINE)) == commands
    )


def test_links_between_documents_lead_somewhere() -> None:
    for document in (ROOT / "README.md", *(ROOT / "docs").glob("*.md")):
        for target in re.findall(r"\]\(([^)#:]+)\)", document.read_text()):
            assert (document.parent / target).exists(), (document.name, target)
