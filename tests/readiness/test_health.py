"""Health checks as the run itself runs them."""

from __future__ import annotations

import pytest

from socketlab.errors import LabError
from socketlab.readiness.health import Health


def health(*test: str) -> Health:
    return Health.model_validate({"test": test})


def test_a_health_check_passes_by_its_exit_status_and_else_says_why() -> None:
    asked: list[tuple[str, ...]] = []

    def execute(command: tuple[str, ...]) -> tuple[int, bytes]:
        asked.append(command)
        return len(asked) % 2, b"no\n  route"

    shell, plain = health("CMD-SHELL", "a | b"), health("CMD", "probe", "80")
    assert shell.ask(execute) == 'its health check "a | b" exits 1: no route'
    assert plain.ask(execute) == ""
    assert asked == [("/bin/sh", "-c", "a | b"), ("probe", "80")]


def test_a_health_check_whose_program_is_missing_cannot_run() -> None:
    def lacks(_command: tuple[str, ...]) -> tuple[int, bytes]:
        raise LabError('cannot run "curl" on "server": executable file not found')

    with pytest.raises(LabError, match='its health check cannot run: cannot run "curl"') as caught:
        health("CMD", "curl", "localhost").ask(lacks)
    assert "say with ready" in (caught.value.hint or "")


def test_a_health_check_that_says_nothing_has_its_command_and_status_in_the_reason() -> None:
    asked = health("CMD", "probe", "80").ask(lambda _: (2, b""))
    assert asked == 'its health check "probe 80" exits 2'
