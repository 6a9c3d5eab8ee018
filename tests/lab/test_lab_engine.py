"""A machine whose engine does not answer hears which of the causes it is, and what to do."""

import pytest
from docker.errors import DockerException

from socketlab.building.engine import diagnosis
from socketlab.errors import ExitCode

ADDRESS = "unix:///var/run/docker.sock"


def wrapped(cause: Exception) -> DockerException:
    """As the SDK does it: the cause sits in the arguments of an error in the arguments of another."""
    error = DockerException("Error while fetching server API version")
    error.__cause__ = ConnectionError(("Connection aborted.", cause), cause)
    return error


def test_a_missing_permission_is_told_from_a_missing_engine() -> None:
    error = diagnosis(wrapped(PermissionError(13, "Permission denied")), address=ADDRESS, installed=True)

    assert "may not speak" in error.message
    assert "usermod -aG docker" in str(error.hint)
    assert error.exit_code == ExitCode.LAB_ERROR


def test_a_permission_counts_even_where_no_program_is_on_the_path() -> None:
    error = diagnosis(wrapped(PermissionError()), address=ADDRESS, installed=False)

    assert "may not speak" in error.message


@pytest.mark.parametrize(
    "cause", [FileNotFoundError(2, "No such file"), ConnectionRefusedError(111, "refused")]
)
def test_an_engine_that_does_not_run_is_told_with_its_address(cause: Exception) -> None:
    error = diagnosis(wrapped(cause), address=ADDRESS, installed=True)

    assert error.message == f'no Docker engine runs at "{ADDRESS}"'
    assert "make engine" in str(error.hint)


def test_a_machine_without_docker_is_told_how_to_get_it() -> None:
    error = diagnosis(wrapped(FileNotFoundError()), address=ADDRESS, installed=False)

    assert "not installed" in error.message
    assert "make engine" in str(error.hint)


def test_any_other_cause_is_passed_on_in_its_first_line() -> None:
    error = diagnosis(DockerException("TLS is wrong\nand more"), address="tcp://there:2376", installed=True)

    assert error.message.endswith("TLS is wrong")
    assert "more" not in error.message
