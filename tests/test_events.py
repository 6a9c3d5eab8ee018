"""Errors as lines for the user."""

import pytest

from socketlab.errors import InvalidFile, InvalidInput, LabError, Problem


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (LabError("no network"), "no network"),
        (LabError("no network", hint="make one"), "no network (make one)"),
        (InvalidInput("no power", hint="take another", source="a.yaml"), "a.yaml: no power (take another)"),
    ],
)
def test_an_error_is_one_line_with_source_and_hint(error: Exception, line: str) -> None:
    assert str(error) == line


def test_problems_are_told_once_each_in_the_order_of_the_file() -> None:
    second, first = Problem("a.yaml", 7, 1, "b", "wrong"), Problem("a.yaml", 3, 2, "", "odd")
    error = InvalidFile((second, first, second))
    assert str(error) == "a.yaml:3:2 odd\na.yaml:7:1 b: wrong"
    assert error.exit_code == 4
