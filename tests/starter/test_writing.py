"""The files that ``init`` writes: all of them or none, and a scenario that the loader accepts."""

from __future__ import annotations

from pathlib import Path

import pytest

from socketlab.errors import InvalidInput
from socketlab.spec.load import load
from socketlab.starter.choice import Choice
from socketlab.starter.writing import (
    EXAMPLE,
    OWN_CLIENT,
    SCENARIO,
    SCHEMA,
    scenario_for,
    write_example,
    write_scenario,
)

COMPOSE = "services: {web: {image: x}, db: {image: y}, caller: {image: socketlab/client}}\n"


def choice(**changes: object) -> Choice:
    given: dict[str, object] = {"server": "web", "port": 8080, "beside": ("db",), "client": None}
    return Choice(**{**given, **changes})  # type: ignore[arg-type]


def test_the_example_is_a_project_of_its_own_and_valid(tmp_path: Path) -> None:
    written = write_example(tmp_path / "new" / "folder")
    assert [path.name for path in written] == [*EXAMPLE, SCHEMA]
    assert len(load(tmp_path / "new/folder" / SCENARIO)) == 1


@pytest.mark.parametrize(
    "asked",
    [
        choice(),
        choice(port=None),
        choice(beside=()),
        choice(client="caller", client_image=OWN_CLIENT),
        choice(client="db", client_image="y"),
    ],
)
def test_every_scenario_beside_a_compose_file_is_valid(tmp_path: Path, asked: Choice) -> None:
    (tmp_path / "compose.yaml").write_text(COMPOSE, encoding="utf-8")
    written = write_scenario(tmp_path / "compose.yaml", asked)
    assert [path.name for path in written] == [SCENARIO, SCHEMA]
    (scenario,) = load(tmp_path / SCENARIO)
    assert list(scenario.spec.hosts) == ["web", *asked.beside]


def test_the_client_calls_the_port_of_the_server_or_says_that_it_is_a_guess() -> None:
    assert '"${hosts.web}", "8080"' in scenario_for("compose.yaml", choice())
    guessed = scenario_for("compose.yaml", choice(port=None))
    assert '"${hosts.web}", "80"' in guessed
    assert "# 80 is a guess: write the server's port" in guessed


def test_nothing_is_written_where_one_file_is_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "server.py").write_text("mine", encoding="utf-8")
    with pytest.raises(InvalidInput, match=r'server\.py" exists already'):
        write_example(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["server.py"]


def test_the_schema_may_be_there_if_it_is_the_same(tmp_path: Path) -> None:
    (tmp_path / "compose.yaml").write_text(COMPOSE, encoding="utf-8")
    write_scenario(tmp_path / "compose.yaml", choice())
    (tmp_path / SCENARIO).unlink()
    write_scenario(tmp_path / "compose.yaml", choice())
    (tmp_path / SCENARIO).unlink()
    (tmp_path / SCHEMA).write_text("{}", encoding="utf-8")
    with pytest.raises(InvalidInput, match="exists already"):
        write_scenario(tmp_path / "compose.yaml", choice())


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(InvalidInput, match=r"cannot write .*not a directory"):
        write_example(tmp_path / "file" / "folder")
