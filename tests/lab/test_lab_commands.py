"""The commands of the lab as far as they go without an engine."""

import subprocess
import sys

import pytest
from typer.testing import CliRunner

from socketlab.cli.lab import app
from socketlab.errors import InvalidInput
from socketlab.lab.standing import build, repository


@pytest.mark.parametrize("command", ["up", "down", "status", "logs", "shell", "desktop", "build"])
def test_every_command_is_listed_with_a_sentence(command: str) -> None:
    listed = CliRunner().invoke(app, ["--help"])
    own = CliRunner().invoke(app, [command, "--help"])

    assert command in listed.output
    assert own.exit_code == 0


def test_help_loads_neither_the_docker_sdk_nor_rich_tables() -> None:
    heavy = {"docker", "requests", "rich.table"}
    script = f"import sys, socketlab.cli.lab; print(sorted({heavy} & set(sys.modules)))"

    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


def test_the_repository_is_where_compose_yaml_is() -> None:
    assert (repository() / "compose.yaml").is_file()


def test_an_image_that_is_not_there_is_no_build_at_all() -> None:
    with pytest.raises(InvalidInput, match='no image "mail-sever" here') as caught:
        build(["echo-server", "mail-sever"], everything=False, force=False)

    assert caught.value.hint == "do you mean mail-server?"


def test_a_name_and_all_contradict_each_other() -> None:
    with pytest.raises(InvalidInput, match="images are named, and all are asked for too"):
        build(["mail-server"], everything=True, force=False)
