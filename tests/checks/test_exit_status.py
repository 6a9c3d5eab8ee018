"""How clients ended and how long they took."""

import pytest

from socketlab.checks.api import Verdict
from socketlab.events import Event
from tests.records import ask, exited, released, timed_out

PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN


EXIT = {"exit_status": {"fleet": "clients"}}


def test_a_failure_shows_the_last_lines_that_the_client_wrote_on_standard_error() -> None:
    written = {"clients-1.stderr": "one\ntwo\r\n\nthree\nConnection refused\n", "clients-1.stdout": "x\n"}
    ends = [exited("clients-1", 1), exited("clients-2", 2)]
    answer = ask({"exit_status": {"fleet": "clients"}}, released(), ends, outputs=written)
    shown = "clients-1 exited 1, last on stderr: two / three / Connection refused (and 1 more)"
    assert (answer.verdict, answer.seen) == (FAIL, shown)


@pytest.mark.parametrize(
    ("status", "last", "verdict", "seen"),
    [
        (0, [exited("clients-2")], PASS, "2 of 2 clients"),
        (0, [exited("clients-2", 1)], FAIL, "clients-2 exited 1"),
        (0, [exited("clients-2", 137, out_of_memory=True)], FAIL, "clients-2 ran out of memory"),
        (0, [exited("clients-2", None, out_of_memory=True)], FAIL, "clients-2 ran out of memory"),
        (0, timed_out("clients-2", 30.0), FAIL, "clients-2 had not ended after 30.0s"),
        (0, [exited("clients-2", None)], UNKNOWN, "clients-2 ended; its exit status is unknown"),
        (0, [exited("clients-2", 143, stopped=True)], UNKNOWN, "clients-2 was stopped"),
        (0, [], UNKNOWN, "clients-2 has no recorded end"),
    ],
)
def test_every_client_must_end_by_itself_with_the_status_asked_for(
    status: int, last: list[Event], verdict: Verdict, seen: str
) -> None:
    answer = ask({"exit_status": {"fleet": "clients", "is": status}}, released(), exited("clients-1"), last)
    assert (answer.verdict, answer.seen) == (verdict, seen)
    assert answer.expected == "exit status 0 from each of 2 clients"


def test_another_status_than_zero_can_be_asked_for() -> None:
    check = {"exit_status": {"fleet": "clients", "is": 3}}
    answer = ask(check, released(), exited("clients-1", 3), exited("clients-2", 0))
    assert (answer.verdict, answer.seen) == (FAIL, "clients-2 exited 0")


def test_the_worst_client_is_shown_and_the_others_like_it_are_counted() -> None:
    events = [exited("clients-1", None), *(exited(f"clients-{n}", n) for n in range(2, 7))]
    outputs = {f"clients-{n}.stderr": "a complaint" for n in range(1, 7)}
    answer = ask(EXIT, released(), events, outputs=outputs, clients=6)
    assert (answer.verdict, answer.seen) == (
        FAIL,
        "clients-2 exited 2, last on stderr: a complaint (and 4 more)",
    )
    assert answer.evidence == tuple(f"logs/clients-{n}.stderr.log" for n in (2, 3, 4))


def test_a_client_that_wrote_nothing_is_shown_by_the_events() -> None:
    assert ask(EXIT, released(), exited("clients-1", 1), exited("clients-2")).evidence == ("events.jsonl",)


@pytest.mark.parametrize("code", [0, 1])
def test_what_clients_did_before_a_release_that_never_came_tells_nothing(code: int) -> None:
    answer = ask(EXIT, exited("clients-1", code), exited("clients-2", code))
    assert (answer.verdict, answer.seen) == (UNKNOWN, "the fleet was never released")
    assert answer.evidence == ("events.jsonl",)


@pytest.mark.parametrize(
    ("wanted", "events", "verdict", "seen"),
    [
        (2, [exited("clients-1", 3), exited("clients-2", 3)], PASS, "2 of 2 clients"),
        (1, [exited("clients-1", 3), exited("clients-2", 0)], PASS, "1 of 2 clients"),
        (2, [exited("clients-1", 3), exited("clients-2", 0)], FAIL, "1 of 2 clients"),
        (1, [exited("clients-1", 3)], UNKNOWN, "1 of 2 clients, 1 unknown"),
        ({"at_least": 1}, [exited("clients-1", 3)], PASS, "1 of 2 clients, 1 unknown"),
        ({"at_least": 3}, [exited("clients-1", 3)], FAIL, "1 of 2 clients, 1 unknown"),
    ],
)
def test_so_many_clients_may_be_asked_for(
    wanted: object, events: list[Event], verdict: Verdict, seen: str
) -> None:
    answer = ask({"exit_status": {"fleet": "clients", "is": 3, "clients": wanted}}, released(), events)
    assert (answer.verdict, answer.seen) == (verdict, seen)
