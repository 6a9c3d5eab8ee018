"""The documents name what there is, all of it, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from pydantic import BaseModel

from socketlab.checks import CHECKS
from socketlab.cli.app import app
from socketlab.faults import FAULTS
from socketlab.language.kinds import words_of
from socketlab.language.variables import CLIENT_VARIABLES
from socketlab.spec.catalog import names, tagged
from socketlab.spec.compose import ServiceDefinition
from socketlab.spec.scenario import FleetSpec, HostSpec, ScenarioSpec

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = (ROOT / "docs/reference.md").read_text()


def keys(model: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]


@pytest.mark.parametrize("model", [ScenarioSpec, HostSpec, FleetSpec, ServiceDefinition])
def test_the_reference_names_every_key(model: type[BaseModel]) -> None:
    assert [key for key in keys(model) if f"`{key}`" not in REFERENCE] == []


def test_the_reference_has_a_row_for_every_check_and_no_other() -> None:
    table = REFERENCE.split("### Checks")[1].split("## A service")[0]
    assert tuple(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)) == words_of(CHECKS)


def test_the_reference_has_a_row_for_every_fault_and_no_other() -> None:
    table = REFERENCE.split("| fault |")[1].split("### Variables")[0]
    assert tuple(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)) == words_of(FAULTS)


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


CHAPTER = (ROOT / "docs/chapter.md").read_text()


def chapter_rows() -> list[list[str]]:
    """The cells of each row of the chapter's two tables."""
    lines = [line for line in CHAPTER.splitlines() if line.startswith("| ")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [row for row in cells if row[0] not in ("example", "what the text says") and row[0] != "---"]


def named(cell: str) -> list[str]:
    return re.findall(r"`([a-z-]+)`", cell)


def test_every_row_of_the_chapter_names_services_and_scenarios_that_exist() -> None:
    services = set(yaml.safe_load((ROOT / "compose.yaml").read_text())["services"])
    for row in chapter_rows():
        scenario = row[3] if len(row) == 5 else row[1]
        assert named(scenario), row
        assert set(named(scenario)) <= set(names()), row
        if len(row) == 5:
            assert named(row[2]), row
            assert set(named(row[2])) <= services, row


def test_every_scenario_of_the_chapter_has_a_row() -> None:
    tagged_so = {path.stem for path in tagged("chapter")}
    assert tagged_so - set(named(CHAPTER)) == set()
