"""How clients ended and how long they took."""

import pytest

from socketlab.checks.api import Verdict
from socketlab.events import Event
from tests.records import Check, ask, behind_gate, released

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
    answer = ask({"fleet_time": limits}, *client_2(seconds), every_s=0.5)
    assert (answer.verdict, answer.seen) == (verdict, seen)


def test_a_fleet_that_misses_its_time_by_less_than_the_lab_was_late_is_unknown() -> None:
    answer = ask({"fleet_time": AT_MOST}, *client_2(1.6), every_s=0.3)
    assert (answer.verdict, answer.seen) == (UNKNOWN, "2.100s; the lab was up to 200.0ms late itself")


@pytest.mark.parametrize(("waited", "verdict"), [(0.03, Verdict.FAIL), (0.04, Verdict.UNKNOWN)])
def test_a_fleet_whose_clients_waited_for_processors_is_excused_for_them_and_for_its_server(
    waited: float, verdict: Verdict
) -> None:
    had: Check = {"waited": waited, "used": 0.05, "machine_used": 4.0}
    events = [*behind_gate("clients-1", 100.0, 102.1, **had), *behind_gate("clients-2", 100.0, 101.0)]
    assert ask({"fleet_time": {"fleet": "clients", "at_most": "2s"}}, released(), events).verdict is verdict
