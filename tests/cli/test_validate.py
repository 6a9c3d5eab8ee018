"""``validate``: every problem of every file, and never silence."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.asking import NO_ENGINE, ask


def test_every_problem_of_every_file_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("hosts: {}\n", encoding="utf-8")
    (tmp_path / "b.yaml").write_text("hosts: [\n", encoding="utf-8")
    answer = ask(tmp_path, "validate", "a.yaml", "b.yaml", "serial-echo", environment=NO_ENGINE)
    assert answer.code == 4
    assert "serial-echo: valid, 1 run" in answer.out
    assert {line.split(":")[0] for line in answer.err.splitlines()} == {"a.yaml", "b.yaml"}


def test_a_setting_that_refers_to_nothing_is_an_error(tmp_path: Path) -> None:
    answer = ask(tmp_path, "validate", "parallel-echo", "--set", "server=${nosuch}", environment=NO_ENGINE)
    assert answer.code == 4
    assert '--set server=${nosuch}: no variable "nosuch"' in answer.err
    assert answer.out == ""


def test_programs_get_each_file_with_its_problems(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("hosts: {}\n", encoding="utf-8")
    names = ("a.yaml", "serial-echo", "nowhere.yaml")
    answer = ask(tmp_path, "validate", *names, "--format", "json", environment=NO_ENGINE)
    assert (answer.code, answer.err) == (4, "")
    wrong, valid, absent = json.loads(answer.out)
    assert [each["name"] for each in (wrong, valid, absent)] == list(names)
    assert [each["valid"] for each in (wrong, valid, absent)] == [False, True, False]
    assert {"file", "line", "column", "path", "message", "option"} == set(wrong["problems"][0])
    assert (valid["runs"], valid["error"]) == (1, "")
    assert "nowhere.yaml" in absent["error"]
