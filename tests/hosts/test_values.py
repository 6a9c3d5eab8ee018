"""Settings that have parts of their own, in each form that Compose knows."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from socketlab.hosts.limits import Ulimit, Ulimits
from socketlab.hosts.values import Healthcheck


@pytest.mark.parametrize(
    ("test", "read"),
    [
        ("a | b", ("CMD-SHELL", "a | b")),
        (["CMD", "a", "b"], ("CMD", "a", "b")),
        (["NONE"], ("NONE",)),
        ([], ()),
    ],
)
def test_a_health_checks_test_is_a_list_and_a_text_is_for_the_shell(test: Any, read: tuple[str, ...]) -> None:
    assert Healthcheck(test=test).test == read


@pytest.mark.parametrize("setting", ["interval", "timeout"])
def test_a_time_of_a_health_check_is_one_that_an_engine_keeps(setting: str) -> None:
    assert Healthcheck.model_validate({setting: "1ms", "retries": 0, "start_period": "0s"}).retries == 0
    for time in ("0s", "999us"):
        with pytest.raises(ValidationError, match="must be 1ms or more \\(leave it out for Docker's default"):
            Healthcheck.model_validate({setting: time})


@pytest.mark.parametrize(
    ("test", "problem"),
    [
        (["curl", "x"], 'a test list begins with a form, not with "curl" (use one of CMD, CMD-SHELL, NONE)'),
        (["CMD"], '"CMD" has no command'),
    ],
)
def test_a_test_that_could_not_be_run_is_refused(test: list[str], problem: str) -> None:
    with pytest.raises(ValidationError) as raised:
        Healthcheck.model_validate({"test": test})
    assert problem in str(raised.value)


@pytest.mark.parametrize(
    ("settings", "disabled"),
    [({"test": ["NONE"]}, True), ({"disable": True, "test": "a"}, True), ({"test": "a"}, False), ({}, False)],
)
def test_there_are_two_ways_to_have_no_health_check(settings: dict[str, Any], *, disabled: bool) -> None:
    assert Healthcheck.model_validate(settings).disabled is disabled


def test_a_limit_of_one_number_is_soft_and_hard() -> None:
    limits = TypeAdapter(Ulimits).validate_python({"nofile": 64, "core": {"soft": 0, "hard": 9}})
    assert limits == {"nofile": Ulimit(soft=64, hard=64), "core": Ulimit(soft=0, hard=9)}
