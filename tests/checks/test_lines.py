"""What clients and hosts wrote."""

from typing import Any

import pytest

from socketlab.checks.api import Verdict
from socketlab.events import Started
from socketlab.judging.folder import KeptText, Output
from socketlab.judging.judge import judge
from socketlab.judging.record import Record
from socketlab.language.lines import LONGEST_LINE
from socketlab.record.logs import LARGEST_LOG
from tests.records import a_plan, ask, exited, released

PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN


def output(**settings: Any) -> dict[str, Any]:
    return {"output": {"fleet": "clients", **settings}}


def log(**settings: Any) -> dict[str, Any]:
    return {"log": {"host": "server", **settings}}


@pytest.mark.parametrize("check", [output(contains="x"), log(contains="x")])
def test_what_was_written_before_a_release_that_never_came_tells_nothing(check: dict[str, Any]) -> None:
    answer = ask(check, outputs={"clients-1.stdout": "x", "server.stdout": "x"})
    assert (answer.verdict, answer.seen) == (UNKNOWN, "the fleet was never released")


LONG = "x" * (LONGEST_LINE + 1)
STARTED = Started(at_s=0.0, host="server", placement="private", address="198.19.7.2", gated=False)
ENDED = [STARTED, released(), exited("clients-1"), exited("clients-2")]


def never(**settings: Any) -> dict[str, Any]:
    return {"never": {"host": "server", **settings}}


@pytest.mark.parametrize(
    ("check", "verdict"),
    [
        (never(contains="y"), UNKNOWN),
        (never(matches="y$"), UNKNOWN),
        (never(contains="xx"), FAIL),
        (log(contains="y"), UNKNOWN),
        (log(contains="xx"), PASS),
        (log(contains="y", count=0), UNKNOWN),
        (log(contains="xx", count=0), FAIL),
        (log(contains="y", count={"at_least": 2}), FAIL),
        (log(contains="y", count={"at_most": 5}), PASS),
        (output(contains="y"), UNKNOWN),
        (output(contains="y", clients=2), UNKNOWN),
        (output(contains="xx"), PASS),
    ],
)
def test_what_follows_the_beginning_of_a_line_that_is_cut_may_match(
    check: dict[str, Any], verdict: Verdict
) -> None:
    written = dict.fromkeys(("server.stdout", "clients-1.stdout", "clients-2.stdout"), LONG)
    assert ask(check, ENDED, outputs=written).verdict is verdict


@pytest.mark.parametrize("check", [never(contains="y"), log(contains="y"), output(contains="y")])
def test_an_answer_says_that_a_line_is_cut(check: dict[str, Any]) -> None:
    answer = ask(check, ENDED, outputs={"server.stdout": LONG, "clients-1.stdout": LONG})
    assert answer.seen.endswith(", and 1 line longer than 1 MiB, searched only up to there") or (
        check == output(contains="y") and answer.verdict is FAIL
    )


@pytest.mark.parametrize(
    ("check", "verdict"),
    [
        (never(contains="y"), UNKNOWN),
        (never(contains="x"), FAIL),
        (log(contains="y"), UNKNOWN),
        (log(contains="x"), PASS),
        (log(contains="x", count=1), UNKNOWN),
        (log(contains="x", count={"at_most": 1}), UNKNOWN),
        (log(contains="x", count=0), FAIL),
        (log(contains="x", count={"at_least": 2}), UNKNOWN),
    ],
)
def test_lines_that_were_not_kept_may_match(check: dict[str, Any], verdict: Verdict) -> None:
    outputs: dict[tuple[str, str], Output] = {("server", "stdout"): KeptText("x", LARGEST_LOG)}
    (result,) = judge(Record(plan=a_plan(check), events=tuple(ENDED), outputs=outputs))
    assert result.answer.verdict is verdict
    assert "in the first 64 MiB of the output: the rest was not kept" in result.answer.seen
