"""Checks that are asked in some cells of the matrix only."""

from pathlib import Path

import pytest

from tests.spec.yaml_files import VALID, cells_of, messages

MATRIX = "matrix: {kind: [a, b], size: [1, 2]}\n"
CHECKS = """\
checks:
  - {name: always, echo: {fleet: clients}}
  - {name: only a, where: {kind: a}, echo: {fleet: clients}}
  - {name: b of 2, where: {kind: [b], size: [2]}, echo: {fleet: clients}}
"""


def test_a_check_is_asked_where_its_axes_have_those_values(tmp_path: Path) -> None:
    asked = {
        scenario.label: [item.name for item in scenario.spec.checks]
        for scenario in cells_of(tmp_path, MATRIX + VALID + CHECKS)
    }
    assert asked == {
        "scenario [kind=a, size=1]": ["always", "only a"],
        "scenario [kind=a, size=2]": ["always", "only a"],
        "scenario [kind=b, size=1]": ["always"],
        "scenario [kind=b, size=2]": ["always", "b of 2"],
    }


def test_a_check_keeps_its_own_line_where_others_are_left_out(tmp_path: Path) -> None:
    last = cells_of(tmp_path, MATRIX + VALID + CHECKS)[-1]
    lines = [place.split(":")[-2] for place in last.check_places]
    assert lines == ["10", "12"]


@pytest.mark.parametrize(
    ("where", "problem"),
    [
        ("{knd: a}", 'where.knd: the matrix has no axis "knd" (did you mean "kind"?)'),
        ("{kind: c}", 'where.kind: "kind" is never "c" (use one of a, b)'),
        ("{kind: [a, bb]}", 'where.kind: "kind" is never "bb" (did you mean "b"?)'),
        ("{size: '1'}", 'where.size: "size" is never "1"'),
        ("a", 'where: must be a mapping (key: value), not "a"'),
    ],
)
def test_a_check_for_a_cell_that_never_comes_is_a_mistake(tmp_path: Path, where: str, problem: str) -> None:
    text = f"{MATRIX}{VALID}checks:\n  - {{where: {where}, echo: {{fleet: clients}}}}\n"
    assert all(found.startswith(f"checks.0.{problem}") for found in messages(tmp_path, text))


def test_without_a_matrix_no_check_can_be_bound_to_a_cell(tmp_path: Path) -> None:
    text = f"{VALID}checks:\n  - {{where: {{kind: a}}, echo: {{fleet: clients}}}}\n"
    (found,) = messages(tmp_path, text)
    assert found == 'checks.0.where.kind: the matrix has no axis "kind" (the scenario has no matrix)'
