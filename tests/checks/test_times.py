"""How clients ended and how long they took."""

import pytest

from socketlab.checks.api import Verdict
from socketlab.events import Event
from tests.records import ask, behind_gate, cut_off, exited, gated, not_started, released, timed_out

PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN


AT_MOST = {"fleet": "clients", "at_most": "2s"}


AT_LEAST = {"fleet": "clients", "at_least": "2s"}


def ran(host: str, began: float, ended: float) -> Event:
    return exited(host, 0, ran=(began, ended))


@pytest.mark.parametrize(
    ("limits", "second_s", "verdict"),
    [
        ({"at_least": "0s"}, -0.5, PASS),
        ({"at_most": "2s"}, 1.89, PASS),
        ({"at_most": "2s"}, 1.95, UNKNOWN),
        ({"at_most": "2s"}, 2.05, UNKNOWN),
        ({"at_most": "2s"}, 2.11, FAIL),
        ({"at_least": "1s"}, 1.5, PASS),
        ({"at_least": "1s"}, 1.05, UNKNOWN),
        ({"at_least": "1s"}, 0.95, UNKNOWN),
        ({"at_least": "1s"}, 0.89, FAIL),
    ],
)
def test_a_limit_within_the_error_of_the_engines_clock_is_neither_kept_nor_missed(
    limits: dict[str, str], second_s: float, verdict: Verdict
) -> None:
    times = [released(), ran("clients-1", 50.0, 51.5), ran("clients-2", 50.0, 50.0 + second_s)]
    answer = ask({"client_time": {"fleet": "clients", **limits}}, *times)
    assert answer.verdict is verdict
    assert ("the engine's clock is exact to 100.0ms only" in answer.seen) is (verdict is UNKNOWN)
    assert {measure.error for measure in answer.measures} == {0.1}
    assert min(measure.value for measure in answer.measures) >= 0


@pytest.mark.parametrize(("at_most", "verdict"), [("1s", FAIL), ("1.45s", UNKNOWN), ("2s", PASS)])
def test_a_fleets_time_and_skew_have_the_engines_error_too(at_most: str, verdict: Verdict) -> None:
    times = [released(), ran("clients-1", 50.0, 51.5), ran("clients-2", 51.5, 51.4)]
    for kind in ("fleet_time", "start_skew"):
        answer = ask({kind: {"fleet": "clients", "at_most": at_most}}, *times)
        assert (answer.verdict, answer.measures[0].value, answer.measures[0].error) == (verdict, 1.5, 0.1)


@pytest.mark.parametrize("kind", ["client_time", "fleet_time", "start_skew", "exit_status"])
@pytest.mark.parametrize(
    ("events", "seen"),
    [
        (cut_off("clients-2"), "clients-2 was cut off after server ended"),
        (not_started("clients-2"), "clients-2 could not be started: no such program"),
    ],
)
def test_what_a_client_could_not_do_is_unknown_with_the_reason(
    kind: str, events: list[Event], seen: str
) -> None:
    limits = {} if kind == "exit_status" else {"at_most": "20s"}
    answer = ask(
        {kind: {"fleet": "clients", **limits}}, released(), behind_gate("clients-1", 100, 101), *events
    )
    assert (answer.verdict, answer.seen) == (UNKNOWN, seen)


@pytest.mark.parametrize("kind", ["client_time", "fleet_time", "start_skew"])
def test_no_time_is_known_of_a_fleet_that_was_never_released(kind: str) -> None:
    answer = ask({kind: AT_MOST}, gated("clients-1"), gated("clients-2"))
    assert (answer.verdict, answer.seen) == (UNKNOWN, "the fleet was never released")


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


@pytest.mark.parametrize("kind", ["client_time", "fleet_time"])
@pytest.mark.parametrize(("opened_late_s", "verdict"), [(0.2, FAIL), (0.4, UNKNOWN)])
def test_a_client_that_had_its_time_is_excused_if_the_lab_was_late(
    kind: str, opened_late_s: float, verdict: Verdict
) -> None:
    late = [gated("clients-2"), *timed_out("clients-2", 2.3)]
    first = behind_gate("clients-1", 100.0 + opened_late_s, 101.0)
    answer = ask({kind: AT_MOST}, released(), first, late)
    assert answer.verdict is verdict
    assert ("late itself" in answer.seen) is (verdict is UNKNOWN)


@pytest.mark.parametrize(
    ("kind", "seen"),
    [
        ("client_time", "the times of clients-2 are not known"),
        ("fleet_time", "the times of some clients are not known"),
        ("start_skew", "the starts of some clients are not known"),
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
