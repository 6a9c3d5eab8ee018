"""The documents name what there is, all of it, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from pydantic import BaseModel

from docs.generator import course, files
from docs.generator.families import FAULTS, TRIGGERS, word_of_kind
from docs.generator.files import contents, stale
from socketlab.checks import CHECKS
from socketlab.checks.api import Check
from socketlab.cli.app import app
from socketlab.language.variables import CLIENT_VARIABLES
from socketlab.links.settings import BurstLoss
from socketlab.readiness import SAID, ReadyItem
from socketlab.readiness.api import Readiness
from socketlab.report.result import Result
from socketlab.spec.catalog import names, tagged
from socketlab.spec.checks import CheckItem
from socketlab.spec.compose import ServiceDefinition
from socketlab.spec.links import LinkSpec
from socketlab.spec.scenario import FleetSpec, HostSpec, ScenarioSpec

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = ROOT / "docs/reference"


def page(name: str) -> str:
    return (REFERENCE / name).read_text()


def keys(model: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]


def test_every_generated_file_is_current() -> None:
    assert stale() == [], "run make generate"


def test_no_generated_file_is_left_over() -> None:
    assert {file.name for file in REFERENCE.iterdir()} == set(contents())


def test_a_stale_file_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "FOLDER", tmp_path)
    assert set(files.write()) == set(contents())
    assert files.stale() == []
    (tmp_path / "checks.md").write_text("something else")
    (tmp_path / "faults.md").unlink()
    assert files.stale() == ["checks.md", "faults.md"]


@pytest.mark.parametrize(
    ("name", "model"),
    [
        ("scenario.md", ScenarioSpec),
        ("scenario.md", HostSpec),
        ("scenario.md", FleetSpec),
        ("links.md", LinkSpec),
        ("links.md", BurstLoss),
        ("hosts.md", ServiceDefinition),
        ("result.md", Result),
    ],
)
def test_a_page_names_every_key_of_its_model(name: str, model: type[BaseModel]) -> None:
    assert [key for key in keys(model) if f"`{key}`" not in page(name)] == []


@pytest.mark.parametrize(
    ("name", "family"), [("checks.md", CHECKS), ("faults.md", FAULTS), ("triggers.md", TRIGGERS)]
)
def test_a_page_has_a_section_for_every_kind_and_no_other(
    name: str, family: tuple[type[BaseModel], ...]
) -> None:
    assert re.findall(r"^## (\w+)$", page(name), re.MULTILINE) == [word_of_kind(kind) for kind in family]


@pytest.mark.parametrize("strategy", SAID)
def test_the_example_of_a_strategy_that_a_scenario_may_give_is_valid(strategy: type[Readiness]) -> None:
    assert ReadyItem.model_validate(yaml.safe_load(strategy.example)).strategy.word() == strategy.word()
    assert strategy.example in page("readiness.md")


@pytest.mark.parametrize("kind", CHECKS)
def test_the_example_of_a_check_is_valid_and_on_its_page(kind: type[Check]) -> None:
    assert CheckItem.model_validate(yaml.safe_load(kind.example)).spec.word() == kind.word()
    assert f"- {kind.example.strip()}" in page("checks.md")


def test_the_reference_names_every_client_variable() -> None:
    assert [name for name in CLIENT_VARIABLES if f"`${{{name}}}`" not in page("scenario.md")] == []


def test_the_reference_has_a_section_for_every_command() -> None:
    sections = re.findall(r"^## (.+)$", page("commands.md"), re.MULTILINE)
    commands = {command.name for command in app.registered_commands} | {"lab", "link"}
    assert {section.split()[0] for section in sections} - {"Exit"} == commands


def anchors(document: Path) -> set[str]:
    """The headings of a Markdown file as GitHub links to them."""
    headings = re.findall(r"^#+ (.+)$", document.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading).strip().lower().replace(" ", "-") for heading in headings}


def test_links_between_documents_lead_somewhere() -> None:
    for document in (ROOT / "README.md", *(ROOT / "docs").rglob("*.md")):
        for target, anchor in re.findall(r"\]\(([^)#:]*)#?([^):]*)\)", document.read_text()):
            linked = document.parent / target if target else document
            assert linked.exists(), (document.name, target)
            assert not anchor or anchor in anchors(linked), (document.name, target, anchor)


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


def test_the_lengths_in_the_courses_contents_are_generated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = "| 10-1 | [bare/a](bare/a.py) | echoes | %d |\n|  | [bare/gone](bare/gone.py) | gone | %d |\n"
    readme, page = tmp_path / "README.md", tmp_path / "bare/a.py"
    page.parent.mkdir()
    page.write_text("1\n2\n3\n")
    readme.write_text(f"# Written | by hand | 9 |\n{rows % (7, 7)}")
    monkeypatch.setattr(course, "FILE", readme)
    assert files.stale() == ["services/README.md"]
    assert files.write() == ["services/README.md"]
    assert readme.read_text() == f"# Written | by hand | 9 |\n{rows % (3, 0)}"
    assert files.stale() == []
