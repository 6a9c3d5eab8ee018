"""How clients ended and how long they took."""

import pytest

from socketlab.checks.api import Verdict
from socketlab.events import Event, Released
from tests.records import ask, behind_gate, gated, released, timed_out

PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN


AT_MOST = {"fleet": "clients", "at_most": "2s"}


AT_LEAST = {"fleet": "clients", "at_least": "2s"}


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
    answer = ask({"client_time": limits}, *client_2(seconds), every_s=0.5)
    assert (answer.verdict, answer.seen) == (verdict, f"1.000s (clients-1) to {seconds:.3f}s (clients-2)")
    assert answer.evidence == ("events.jsonl",)


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


def late(by_s: float) -> list[list[Event]]:
    """Two clients, the first of which the gate released so much too late."""
    return [
        [released()],
        behind_gate("clients-1", 100.0 + by_s, 101.0 + by_s),
        behind_gate("clients-2", 100.0, 102.046),
    ]


@pytest.mark.parametrize(
    ("by_s", "verdict", "seen"),
    [
        (0.045, FAIL, "1.000s (clients-1) to 2.046s (clients-2)"),
        (
            0.047,
            UNKNOWN,
            "1.000s (clients-1) to 2.046s (clients-2); the lab was up to 47.0ms late itself",
        ),
    ],
)
def test_a_miss_that_the_labs_lateness_explains_is_unknown(by_s: float, verdict: Verdict, seen: str) -> None:
    answer = ask({"client_time": AT_MOST}, *late(by_s))
    assert (answer.verdict, answer.seen) == (verdict, seen)


def test_no_lateness_makes_a_client_faster() -> None:
    answer = ask({"client_time": {"fleet": "clients", "at_least": "1.01s"}}, *late(0.5))
    assert answer.verdict is FAIL


def test_a_time_within_the_limits_passes_however_late_the_lab_was() -> None:
    assert ask({"client_time": {"fleet": "clients", "at_most": "3s"}}, *late(5.0)).verdict is PASS


def test_without_a_planned_moment_no_lateness_is_known() -> None:
    never = Released(at_s=1.0, clients=2, clock=None)
    answer = ask({"client_time": AT_MOST}, [never], *late(5.0)[1:])
    assert answer.verdict is FAIL
