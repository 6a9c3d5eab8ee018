"""An engine that does not answer: each cause has its own message and hint."""

from pathlib import Path

import pytest
from docker.errors import DockerException

from socketlab.errors import EngineUnreachable, ExitCode
from socketlab.runtimes.docker.unreachable import diagnosis
from tests.cli.asking import NO_ENGINE, ask

ADDRESS = "unix:///var/run/docker.sock"


def wrapped(cause: Exception) -> DockerException:
    """As the SDK does it: the cause sits in the arguments of an error in the arguments of another."""
    error = DockerException("Error while fetching server API version")
    error.__cause__ = ConnectionError(("Connection aborted.", cause), cause)
    return error


def diagnosed(cause: BaseException, *, address: str = ADDRESS, installed: bool = True) -> EngineUnreachable:
    return diagnosis(cause, action="reach the Docker engine", address=address, installed=installed)


def test_a_missing_permission_is_told_from_a_missing_engine() -> None:
    error = diagnosed(wrapped(PermissionError(13, "Permission denied")))

    assert error.message == f'no permission to use the Docker engine at "{ADDRESS}"'
    assert "usermod -aG docker" in str(error.hint)
    assert error.exit_code == ExitCode.LAB_ERROR


def test_a_permission_counts_even_where_no_program_is_on_the_path() -> None:
    error = diagnosed(wrapped(PermissionError()), installed=False)

    assert error.message == f'no permission to use the Docker engine at "{ADDRESS}"'


@pytest.mark.parametrize(
    "cause", [FileNotFoundError(2, "No such file"), ConnectionRefusedError(111, "refused")]
)
def test_an_engine_that_does_not_run_is_told_with_its_address(cause: Exception) -> None:
    error = diagnosed(wrapped(cause))

    assert error.message == f'no Docker engine answers at "{ADDRESS}"'
    assert "make engine" in str(error.hint)


def test_a_machine_without_docker_is_told_how_to_get_it() -> None:
    error = diagnosed(wrapped(FileNotFoundError()), installed=False)

    assert "not installed" in error.message
    assert "make engine" in str(error.hint)


@pytest.mark.parametrize("installed", [True, False])
def test_an_engine_elsewhere_is_not_a_matter_of_installing_anything_here(*, installed: bool) -> None:
    error = diagnosed(wrapped(ConnectionRefusedError()), address="tcp://there:2376", installed=installed)

    assert error.message == 'no Docker engine answers at "tcp://there:2376"'
    assert error.hint == "check the address in DOCKER_HOST"


def test_any_other_cause_is_passed_on_in_one_line_with_what_could_not_be_done() -> None:
    cause = DockerException("TLS is wrong\nat the handshake")
    error = diagnosis(cause, action="make a network", address="tcp://there:2376", installed=True)

    assert error.message.startswith('cannot make a network: the Docker engine at "tcp://there:2376" does not')
    assert error.message.endswith("TLS is wrong at the handshake")


@pytest.mark.processes
@pytest.mark.parametrize("command", [["plan", "parallel-echo"], ["lab", "status"], ["clean"], ["doctor"]])
def test_every_command_gives_the_same_diagnosis(command: list[str], tmp_path: Path) -> None:
    answer = ask(tmp_path, *command, **NO_ENGINE, PATH="/nowhere")

    assert answer.code == ExitCode.LAB_ERROR
    expected = "Docker is not installed on this machine (run make engine, which installs it on Debian"
    assert expected in answer.out + answer.err
