"""How clients ended and how long they took."""

import pytest

from socketlab.checks.api import Verdict
from socketlab.events import Event
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
    answer = ask({"client_time": limits}, *client_2(seconds))
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
