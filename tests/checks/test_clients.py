"""How clients ended and how long they took."""

from typing import Any

import pytest

from socketlab.checks.verdict import Verdict
from socketlab.events import Event
from tests.records import ask, behind_gate, exited, gated, noted, released, timed_out

PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN
EXIT = {"exit_status": {"fleet": "clients"}}
AT_MOST = {"fleet": "clients", "at_most": "2s"}
AT_LEAST = {"fleet": "clients", "at_least": "2s"}


@pytest.mark.parametrize(
    ("status", "last", "verdict", "seen"),
    [
        (0, [exited("clients-2")], PASS, "2 of 2"),
        (0, [exited("clients-2", 1)], FAIL, "clients-2 exited 1"),
        (0, [exited("clients-2", 137, out_of_memory=True)], FAIL, "clients-2 ran out of memory"),
        (0, [exited("clients-2", None, out_of_memory=True)], FAIL, "clients-2 ran out of memory"),
        (0, timed_out("clients-2", 30.0), FAIL, "clients-2 had not ended after 30.0s"),
        (0, [exited("clients-2", None)], UNKNOWN, "clients-2 ended, nobody can tell how"),
        (0, [exited("clients-2", 143, stopped=True)], UNKNOWN, "clients-2 was stopped"),
        (0, [], UNKNOWN, "clients-2 did not tell how it ended"),
    ],
)
def test_every_client_must_end_by_itself_with_the_status_asked_for(
    status: int, last: list[Event], verdict: Verdict, seen: str
) -> None:
    answer = ask({"exit_status": {"fleet": "clients", "is": status}}, released(), exited("clients-1"), last)
    assert (answer.verdict, answer.seen) == (verdict, seen)
    assert answer.expected == "exit status 0 from each of 2"


def test_another_status_than_zero_can_be_asked_for() -> None:
    check = {"exit_status": {"fleet": "clients", "is": 3}}
    answer = ask(check, released(), exited("clients-1", 3), exited("clients-2", 0))
    assert (answer.verdict, answer.seen) == (FAIL, "clients-2 exited 0")


def test_the_worst_client_is_shown_and_the_others_like_it_are_counted() -> None:
    events = [exited("clients-1", None), *(exited(f"clients-{n}", n) for n in range(2, 7))]
    outputs = {f"clients-{n}.stderr": "a complaint" for n in range(1, 7)}
    answer = ask(EXIT, released(), events, outputs=outputs, clients=6)
    assert (answer.verdict, answer.seen) == (FAIL, "clients-2 exited 2 (and 4 more)")
    assert answer.evidence == tuple(f"logs/clients-{n}.stderr.log" for n in (2, 3, 4))


def test_a_client_that_wrote_nothing_is_shown_by_the_events() -> None:
    assert ask(EXIT, released(), exited("clients-1", 1), exited("clients-2")).evidence == ("events.jsonl",)


@pytest.mark.parametrize("code", [0, 1])
def test_what_clients_did_before_a_release_that_never_came_tells_nothing(code: int) -> None:
    answer = ask(EXIT, exited("clients-1", code), exited("clients-2", code))
    assert (answer.verdict, answer.seen) == (UNKNOWN, "the fleet was never released")
    assert answer.evidence == ("events.jsonl",)


@pytest.mark.parametrize("kind", ["client_time", "fleet_time", "start_skew"])
def test_no_time_is_known_of_a_fleet_that_was_never_released(kind: str) -> None:
    answer = ask({kind: AT_MOST}, gated("clients-1"), gated("clients-2"))
    assert (answer.verdict, answer.seen) == (UNKNOWN, "the fleet was never released")


def client_2(seconds: float) -> list[list[Event]]:
    """Two clients: the first takes a second, the second so long, and starts half a second later."""
    return [
        [released()],
        behind_gate("clients-1", 100.0, 101.0),
        behind_gate("clients-2", 100.5, 100.5 + seconds),
    ]


@pytest.mark.parametrize(
    ("limits", "seconds", "verdict"),
    [(AT_MOST, 1.9, PASS), (AT_MOST, 2.1, FAIL), (AT_LEAST, 2.1, FAIL)],
)
def test_every_clients_time_counts_from_its_own_release(
    limits: dict[str, str], seconds: float, verdict: Verdict
) -> None:
    answer = ask({"client_time": limits}, *client_2(seconds))
    assert (answer.verdict, answer.seen) == (verdict, f"1.000s (clients-1) to {seconds:.3f}s (clients-2)")
    assert answer.evidence == ("events.jsonl",)


@pytest.mark.parametrize(
    ("limits", "seconds", "verdict", "seen"),
    [
        (AT_MOST, 1.4, PASS, "1.900s"),
        (AT_MOST, 1.6, FAIL, "2.100s"),
        (AT_LEAST, 1.6, PASS, "2.100s"),
        (AT_LEAST, 1.4, FAIL, "1.900s"),
        ({**AT_LEAST, "at_most": "3s"}, 1.6, PASS, "2.100s"),
    ],
)
def test_a_fleets_time_is_from_its_first_release_to_its_last_end(
    limits: dict[str, str], seconds: float, verdict: Verdict, seen: str
) -> None:
    answer = ask({"fleet_time": limits}, *client_2(seconds))
    assert (answer.verdict, answer.seen) == (verdict, seen)


@pytest.mark.parametrize("kind", ["client_time", "fleet_time"])
@pytest.mark.parametrize(
    ("limits", "given_up_after_s", "verdict"),
    [(AT_MOST, 30.0, FAIL), (AT_MOST, 2.0, FAIL), (AT_MOST, 1.9, UNKNOWN), (AT_LEAST, 30.0, UNKNOWN)],
)
def test_a_client_that_did_not_end_took_too_long_only_if_it_was_given_the_time(
    kind: str, limits: dict[str, str], given_up_after_s: float, verdict: Verdict
) -> None:
    late = [gated("clients-2"), *timed_out("clients-2", given_up_after_s)]
    first = behind_gate("clients-1", 100.0, 102.0)
    answer = ask({kind: limits}, released(), first, late)
    assert answer.verdict is verdict
    if verdict is FAIL:
        assert answer.seen == f"clients-2 had not ended after {given_up_after_s:.1f}s"


def test_the_wait_for_a_client_counts_from_its_own_release() -> None:
    late = [gated("clients-2"), *timed_out("clients-2", 11.0)]
    check = {"client_time": {"fleet": "clients", "at_most": "2s"}}
    assert ask(check, released(), behind_gate("clients-1", 0, 1), late, every_s=10.0).verdict is UNKNOWN
    assert ask(check, released(), behind_gate("clients-1", 0, 1), late, every_s=9.0).verdict is FAIL


def test_one_client_that_took_too_long_fails_whatever_is_known_of_the_others() -> None:
    answer = ask(
        {"client_time": AT_MOST}, released(), behind_gate("clients-1", 100.0, 103.0), gated("clients-2")
    )
    assert (answer.verdict, answer.seen) == (FAIL, "3.000s (clients-1) to 3.000s (clients-1)")


@pytest.mark.parametrize(
    ("kind", "seen"),
    [
        ("client_time", "no times of clients-2"),
        ("fleet_time", "not every client's times are known"),
        ("start_skew", "not every client's start is known"),
    ],
)
@pytest.mark.parametrize(
    "last",
    [
        [],
        [gated("clients-2"), exited("clients-2", ran=(5.0, 6.0))],
        [gated("clients-2"), exited("clients-2", 137, stopped=True, ran=(5.0, 6.0))],
        [exited("clients-2", 137, stopped=True, ran=(5.0, 6.0))],
        [exited("clients-2")],
    ],
)
def test_times_that_nobody_can_know_are_unknown(kind: str, seen: str, last: list[Event]) -> None:
    answer = ask({kind: AT_MOST}, released(), behind_gate("clients-1", 100.0, 101.0), last)
    assert (answer.verdict, answer.seen) == (UNKNOWN, seen)


def test_clients_without_a_gate_are_timed_by_the_engine() -> None:
    ends = [exited("clients-1", ran=(50.0, 51.0)), exited("clients-2", ran=(50.25, 51.5))]
    answers = {
        kind: ask({kind: AT_MOST}, released(), ends) for kind in ("client_time", "fleet_time", "start_skew")
    }
    assert {kind: answer.seen for kind, answer in answers.items()} == {
        "client_time": "1.000s (clients-1) to 1.250s (clients-2)",
        "fleet_time": "1.500s",
        "start_skew": "250.0ms",
    }


def test_times_of_two_clocks_are_not_compared() -> None:
    ends = [*behind_gate("clients-1", 100.0, 101.0), exited("clients-2", ran=(50.0, 51.0))]
    assert ask({"client_time": AT_MOST}, released(), ends).verdict is PASS
    assert ask({"fleet_time": AT_MOST}, released(), ends).verdict is UNKNOWN
    assert ask({"start_skew": AT_MOST}, released(), ends).verdict is UNKNOWN


def connected(host: str, began: Any) -> Event:
    return noted(host, "connect", began=began, clock=999.0)


@pytest.mark.parametrize(
    ("events", "verdict", "seen"),
    [
        ([connected("clients-1", 7.0), connected("clients-2", 7.0123)], PASS, "12.3ms"),
        ([connected("clients-1", 7.0), connected("clients-2", 9.5)], FAIL, "2500.0ms"),
        (
            [connected("clients-1", 7), connected("clients-2", 7.5), connected("clients-2", 90.0)],
            PASS,
            "500.0ms",
        ),
        ([connected("clients-1", 7.0)], UNKNOWN, "not every client's start is known"),
        (
            [connected("clients-1", 7.0), connected("clients-2", "soon")],
            UNKNOWN,
            "not every client's start is known",
        ),
        (
            [connected("clients-1", 7.0), *behind_gate("clients-2", 7.0, 8.0)],
            UNKNOWN,
            "not every client's start is known",
        ),
        ([*behind_gate("clients-1", 7.0, 8.0), *behind_gate("clients-2", 7.001, 8.0)], PASS, "1.0ms"),
    ],
)
def test_the_skew_is_between_connects_or_else_between_releases(
    events: list[Event], verdict: Verdict, seen: str
) -> None:
    answer = ask({"start_skew": AT_MOST}, released(), events)
    assert (answer.verdict, answer.seen, answer.expected) == (verdict, seen, "at most 2s")


def test_the_planned_delay_of_a_client_is_no_skew() -> None:
    events = [connected("clients-1", 7.0), connected("clients-2", 17.002)]
    assert ask({"start_skew": AT_MOST}, released(), events, every_s=10.0).seen == "2.0ms"


def test_a_servers_connect_is_no_clients() -> None:
    events = [noted("clients-1", "connect", "server", began=7.0), connected("clients-2", 7.0)]
    assert ask({"start_skew": AT_MOST}, released(), events).verdict is UNKNOWN


@pytest.mark.parametrize(
    ("wanted", "events", "verdict", "seen"),
    [
        (2, [exited("clients-1", 3), exited("clients-2", 3)], PASS, "2 of 2"),
        (1, [exited("clients-1", 3), exited("clients-2", 0)], PASS, "1 of 2"),
        (2, [exited("clients-1", 3), exited("clients-2", 0)], FAIL, "1 of 2"),
        (1, [exited("clients-1", 3)], UNKNOWN, "1 of 2, 1 unknown"),
        ({"at_least": 1}, [exited("clients-1", 3)], PASS, "1 of 2, 1 unknown"),
        ({"at_least": 3}, [exited("clients-1", 3)], FAIL, "1 of 2, 1 unknown"),
    ],
)
def test_so_many_clients_may_be_asked_for(
    wanted: object, events: list[Event], verdict: Verdict, seen: str
) -> None:
    answer = ask({"exit_status": {"fleet": "clients", "is": 3, "clients": wanted}}, released(), events)
    assert (answer.verdict, answer.seen) == (verdict, seen)
