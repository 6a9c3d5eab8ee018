"""Checks of another file, asked of a run."""

from __future__ import annotations

from pathlib import Path

import pytest

from socketlab.errors import InvalidFile, InvalidInput
from socketlab.judging.other_checks import with_checks_of
from socketlab.spec.load import Scenario, load
from tests.records import a_plan, a_record
from tests.run.harness import scenario

RECORD = a_record(plan=a_plan({"output": {"fleet": "clients", "contains": "a"}}))


def written(folder: Path, more: str) -> tuple[Scenario, ...]:
    file = folder / "other.yaml"
    file.write_text(scenario(more=more), encoding="utf-8")
    return load(file)


def test_its_written_checks_replace_those_of_the_run(tmp_path: Path) -> None:
    other = written(
        tmp_path, "checks: [{output: {fleet: clients, contains: b}}, {never: {fleet: clients, matches: b}}]"
    )
    checks = with_checks_of(other, RECORD).plan.checks
    assert [(check.number, check.spec.word()) for check in checks] == [(1, "output"), (2, "never")]
    assert checks[0].place == f"{tmp_path}/other.yaml:13:10"


def test_a_matrix_is_asked_in_the_combination_of_the_run(tmp_path: Path) -> None:
    more = "matrix: {size: [4, 5]}\nchecks: [{output: {fleet: clients, contains: 'x${size}'}}]"
    other = written(tmp_path, more)
    of_five = a_record(plan=a_plan(cell={"size": "5"}))
    assert "x5" in with_checks_of(other, of_five).plan.checks[0].name
    with pytest.raises(InvalidInput, match="has the values of test"):
        with_checks_of(other, RECORD)


def test_a_file_without_checks_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="has no checks"):
        with_checks_of(written(tmp_path, ""), RECORD)


def test_a_step_that_the_run_does_not_have_is_a_problem_with_its_line(tmp_path: Path) -> None:
    more = """
timeline: [{at: 1s, name: cut, pause: {host: server, for: 1s}}]
checks:
  - latency: {fleet: clients, at_most: 1s}
    during: cut
"""
    with pytest.raises(InvalidFile) as caught:
        with_checks_of(written(tmp_path, more), RECORD)
    (problem,) = caught.value.problems
    assert problem.message == 'the run has no step "cut"'
