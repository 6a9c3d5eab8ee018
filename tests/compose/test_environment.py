"""Files of variables: formats, order, and what is wrong with them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.compose.test_project import FILE, WEB, problems, read


def test_the_raw_format_takes_every_character_as_it_is(tmp_path: Path) -> None:
    text = "\ufeffA='quoted' # no comment\r\n\n# comment\n  B=${A}=$$\nTAKEN\nNOWHERE\nOWN=file\n"
    files = {
        FILE: f"{WEB}    env_file: [{{path: raw.env, format: raw}}]\n    environment: {{OWN: own}}\n",
        "raw.env": text,
    }
    found = read(tmp_path, files, environment={"TAKEN": "outside"})
    assert found.services["web"].environment == {
        "A": "'quoted' # no comment",
        "B": "${A}=$$",
        "TAKEN": "outside",
        "OWN": "own",
    }


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        (
            "none.env",
            'compose.yaml:4:5 services.web.env_file: cannot read "none.env": no such file or directory',
        ),
        (
            "[{path: none.env, required: true}]",
            'compose.yaml:4:16 services.web.env_file: cannot read "none.env"',
        ),
        (
            "[{required: false}]",
            "compose.yaml:4:16 services.web.env_file: must be a file, or a mapping with path",
        ),
        ("[5]", "services.web.env_file: must be a file, or a mapping with path"),
        ("[{path: a.env, format: yaml}]", '"yaml" is not a format of such files (use raw, or leave it out)'),
        ("[{path: bad.env, format: raw}]", 'bad.env:2:1 "no name=1" is not a setting (write NAME=value)'),
        ("[bad.env]", 'bad.env:2:1 "no name" is not a setting'),
    ],
)
def test_a_file_of_variables_that_cannot_be_read_is_a_problem(
    tmp_path: Path, written: str, problem: str
) -> None:
    files = {FILE: f"{WEB}    env_file: {written}\n", "a.env": "", "bad.env": "A=1\nno name=1\n"}
    (line,) = problems(tmp_path, files)
    assert problem in line


def test_a_file_that_need_not_be_there_is_passed_over(tmp_path: Path) -> None:
    paths = ("none.env", '"a\\0"', "n" * 300)
    optional = ", ".join(f"{{path: {path}, required: false}}" for path in paths)
    found = read(tmp_path, {FILE: f"{WEB}    env_file: [{optional}]\n"})
    assert found.services["web"].environment == {}
    assert read(tmp_path, {FILE: f"{WEB}    env_file:\n"}).services["web"].environment == {}


def test_a_name_without_a_value_outranks_a_file_as_in_compose(tmp_path: Path) -> None:
    files = {FILE: f"{WEB}    env_file: a.env\n    environment: [BARE]\n", "a.env": "BARE=file\nA=1\n"}
    assert read(tmp_path, files).services["web"].environment == {"A": "1"}


def test_labels_of_a_wrong_kind_are_one_problem(tmp_path: Path) -> None:
    files = {FILE: f"{WEB}    labels: 5\n    label_file: a.labels\n", "a.labels": "a=1\n"}
    (line,) = problems(tmp_path, files)
    assert line == 'compose.yaml:4:5 services.web.labels: must be a mapping (key: value), not "5"'
