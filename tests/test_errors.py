"""Errors as a user reads them."""

import pytest

from socketlab.errors import (
    DeadlinePassed,
    EngineUnreachable,
    ExitCode,
    ImageMissing,
    InvalidFile,
    InvalidInput,
    LabError,
    Problem,
    SocketlabError,
)


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


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (LabError, ExitCode.LAB_ERROR),
        (EngineUnreachable, ExitCode.LAB_ERROR),
        (ImageMissing, ExitCode.LAB_ERROR),
        (DeadlinePassed, ExitCode.LAB_ERROR),
        (InvalidInput, ExitCode.INVALID),
    ],
)
def test_the_exit_status_follows_from_what_went_wrong(error: type[SocketlabError], code: ExitCode) -> None:
    assert error("x").exit_code == code


def test_the_exit_statuses_that_pytest_has_too_mean_the_same() -> None:
    both = {
        ExitCode.PASS: pytest.ExitCode.OK,
        ExitCode.FAIL: pytest.ExitCode.TESTS_FAILED,
        ExitCode.INTERRUPTED: pytest.ExitCode.INTERRUPTED,
        ExitCode.NOTHING_RAN: pytest.ExitCode.NO_TESTS_COLLECTED,
    }
    assert [int(ours) for ours in both] == [int(theirs) for theirs in both.values()]
