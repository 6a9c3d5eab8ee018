"""Health checks as the run itself runs them."""

from __future__ import annotations

from socketlab.readiness.health import Health


def health(*test: str) -> Health:
    return Health.model_validate({"test": test})


def test_a_health_check_passes_by_its_exit_status_and_else_says_why() -> None:
    asked: list[tuple[str, ...]] = []

    def execute(command: tuple[str, ...]) -> tuple[int, bytes]:
        asked.append(command)
        return len(asked) % 2, b"no\n  route"

    shell, plain = health("CMD-SHELL", "a | b"), health("CMD", "probe", "80")
    assert shell.ask(execute) == "its health check exits 1: no route"
    assert plain.ask(execute) == ""
    assert asked == [("/bin/sh", "-c", "a | b"), ("probe", "80")]
