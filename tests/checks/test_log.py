"""What clients and hosts wrote."""

from typing import Any

import pytest

from socketlab.checks.api import Verdict
from socketlab.events import Event, Interrupted, Troubled
from tests.records import ask, exited, gated, released

PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN


ENDED = [gated("server"), released(), exited("clients-1"), exited("clients-2")]


def log(**settings: Any) -> dict[str, Any]:
    return {"log": {"host": "server", **settings}}


@pytest.mark.parametrize(
    ("settings", "verdict", "seen"),
    [
        ({"contains": "connected", "count": 2}, PASS, "2 lines"),
        ({"contains": "connected", "count": 1}, FAIL, "2 lines"),
        ({"matches": "^connected by", "stream": "any", "count": 3}, PASS, "3 lines"),
        ({"contains": "${run}: ${hosts.server}"}, FAIL, "0 lines"),
    ],
)
def test_a_host_must_print_as_many_matching_lines_as_asked_for(
    settings: dict[str, Any], verdict: Verdict, seen: str
) -> None:
    outputs = {"server.stdout": "ready\nconnected by 1\nconnected by 2", "server.stderr": "connected by 3\n"}
    answer = ask(log(**settings), ENDED, outputs=outputs)
    assert (answer.verdict, answer.seen) == (verdict, seen)
    assert answer.evidence[0] == "logs/server.stdout.log"


def test_a_hosts_log_is_searched_for_the_runs_own_variables() -> None:
    answer = ask(
        log(contains="${run}/${seed} on ${hosts.server}"),
        ENDED,
        outputs={"server.stdout": "testrun1/1 on server"},
    )
    assert answer.verdict is PASS
    assert answer.expected == 'at least 1 line containing "testrun1/1 on server" from server'


@pytest.mark.parametrize("end", [Interrupted(at_s=5.0), Troubled(at_s=5.0, message="no engine")])
@pytest.mark.parametrize(
    ("count", "verdict"), [(1, UNKNOWN), ({"at_least": 1}, PASS), (2, UNKNOWN), (0, FAIL)]
)
def test_a_host_might_have_printed_more_in_a_run_that_was_cut_short(
    end: Event, count: object, verdict: Verdict
) -> None:
    assert (
        ask(log(contains="x", count=count), released(), end, outputs={"server.stdout": "x\n"}).verdict
        is verdict
    )


def test_silence_of_a_host_whose_start_is_not_recorded_shows_nothing() -> None:
    answer = ask(log(contains="x", count=0), released())
    assert (answer.verdict, answer.seen) == (UNKNOWN, "no start of server is recorded")
