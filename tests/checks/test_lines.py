"""What clients and hosts wrote."""

from typing import Any

import pytest

from socketlab.checks.api import Verdict
from tests.records import ask

PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN


def output(**settings: Any) -> dict[str, Any]:
    return {"output": {"fleet": "clients", **settings}}


def log(**settings: Any) -> dict[str, Any]:
    return {"log": {"host": "server", **settings}}


@pytest.mark.parametrize("check", [output(contains="x"), log(contains="x")])
def test_what_was_written_before_a_release_that_never_came_tells_nothing(check: dict[str, Any]) -> None:
    answer = ask(check, outputs={"clients-1.stdout": "x", "server.stdout": "x"})
    assert (answer.verdict, answer.seen) == (UNKNOWN, "the fleet was never released")
