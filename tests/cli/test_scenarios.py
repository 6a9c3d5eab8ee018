"""From names to runs, with every problem of every file at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from socketlab.cli.options import read_timeout
from socketlab.cli.scenarios import Mistakes, load_all
from socketlab.errors import InvalidFile, InvalidInput, InvalidInputs
from tests.run.harness import scenario


def small(folder: Path, name: str, more: str = "") -> str:
    file = folder / f"{name}.yaml"
    file.write_text(scenario(more=more).replace("name: small", f"name: {name}"), encoding="utf-8")
    return str(file)


def test_each_file_is_loaded_once_in_the_order_of_the_names(tmp_path: Path) -> None:
    a, b = small(tmp_path, "a", "matrix: {size: [1, 2]}"), small(tmp_path, "b")
    loaded = load_all([b, a, b], [])
    assert [each.label for each in loaded] == ["b", "a [size=1]", "a [size=2]"]


def test_a_setting_chooses_of_a_matrix(tmp_path: Path) -> None:
    (loaded,) = load_all([small(tmp_path, "a", "matrix: {size: [1, 2]}")], ["size=2"])
    assert loaded.label == "a [size=2]"


def test_a_tag_brings_the_scenarios_of_the_catalogue_that_have_it() -> None:
    tagged = {each.spec.name for each in load_all([], [], tag="chapter")}
    assert len(tagged) > 3


def test_the_problems_of_all_files_come_together(tmp_path: Path) -> None:
    files = [small(tmp_path, name, f"timeout: {name}") for name in ("a", "b")]
    with pytest.raises(InvalidFile) as raised:
        load_all(files, [])
    assert {Path(problem.file).stem for problem in raised.value.problems} == {"a", "b"}


def test_without_a_name_or_a_tag_there_is_nothing_to_run() -> None:
    with pytest.raises(InvalidInput, match="nothing to run"):
        load_all([], [])


def test_a_setting_that_refers_to_nothing_is_an_error() -> None:
    with pytest.raises(InvalidInput) as raised:
        load_all(["parallel-echo"], ["server=${nosuch}"])
    assert str(raised.value) == (
        '--set server=${nosuch}: no variable "nosuch" (write "$${" for the text itself)'
    )


def test_every_mistake_of_a_command_is_reported_at_once(tmp_path: Path) -> None:
    mistakes = Mistakes()
    with mistakes:
        read_timeout("5")
    files = [small(tmp_path, "a", "timeout: b"), "nosuch", "./none.yaml"]
    with pytest.raises(InvalidInputs) as raised:
        load_all(files, ["x"], tag="nosuch", mistakes=mistakes)
    assert [str(error).partition(" (")[0].replace(str(tmp_path), "") for error in raised.value.errors] == [
        '--timeout: "5" has no unit',
        '"x" is not a setting',
        'no scenario "nosuch"',
        'cannot read "./none.yaml": no such file or directory',
        'no scenario has the tag "nosuch"',
        '/a.yaml:13:1 timeout: must be a duration such as "5s", not "b"',
    ]
