"""How long clients waited for their first answer."""

import pytest

from socketlab.checks.api import Verdict
from socketlab.events import Event
from tests.records import ask, exited, gated, noted, released

PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN


def waited(number: int, seconds: float) -> list[Event]:
    client = f"clients-{number}"
    return [
        noted(client, "connect", began=10.0, clock=10.2),
        noted(client, "received", clock=10.0 + seconds),
        noted(client, "received", clock=99.0),
    ]


THREE = [released(), *waited(1, 1.0), *waited(2, 5.0), *waited(3, 2.0)]


@pytest.mark.parametrize(
    ("of", "bounds", "verdict"),
    [
        ("each", {"at_most": "5s"}, PASS),
        ("each", {"at_most": "4s"}, FAIL),
        ("each", {"at_least": "2s"}, FAIL),
        ("fastest", {"at_most": "1s"}, PASS),
        ("fastest", {"at_least": "2s"}, FAIL),
        ("slowest", {"at_least": "5s"}, PASS),
        ("slowest", {"at_most": "4s"}, FAIL),
        ("median", {"at_least": "2s", "at_most": "2s"}, PASS),
        ("median", {"at_least": "3s"}, FAIL),
    ],
)
def test_it_is_asked_of_each_or_of_one_in_its_place(
    of: str, bounds: dict[str, str], verdict: Verdict
) -> None:
    answer = ask({"waiting_time": {"fleet": "clients", "of": of, **bounds}}, THREE, clients=3)
    assert (answer.verdict, answer.seen) == (verdict, "1.000s (clients-1) to 5.000s (clients-2)")


def test_a_client_without_an_answer_leaves_it_open() -> None:
    answer = ask({"waiting_time": {"fleet": "clients", "at_most": "9s"}}, THREE, clients=4)
    assert (answer.verdict, answer.seen) == (UNKNOWN, "the journal of clients-4 has no reply")


def test_one_that_waited_too_long_fails_each_whoever_else_is_silent() -> None:
    answer = ask({"waiting_time": {"fleet": "clients", "at_most": "4s"}}, THREE, clients=4)
    assert answer.verdict is FAIL


@pytest.mark.parametrize(
    ("limits", "verdict"),
    [
        ({"of": "slowest", "at_most": "4.9s"}, UNKNOWN),
        ({"of": "slowest", "at_most": "4.7s"}, FAIL),
        ({"of": "slowest", "at_least": "5.1s"}, UNKNOWN),
        ({"of": "slowest", "at_least": "5.3s"}, FAIL),
        ({"at_most": "4.9s"}, UNKNOWN),
        ({"at_most": "4.7s"}, FAIL),
    ],
)
def test_a_late_gate_explains_as_much_more_or_less_waiting(limits: dict[str, str], verdict: Verdict) -> None:
    late = [
        gated("clients-1"),
        noted("clients-1", "released", "gate", clock=100.2),
        noted("clients-1", "connect", began=100.3, clock=100.4),
        noted("clients-1", "received", clock=105.3),
        noted("clients-1", "exit", "gate", clock=110.0, code=0),
        exited("clients-1"),
    ]
    answer = ask({"waiting_time": {"fleet": "clients", **limits}}, released(), late, clients=1)
    assert answer.verdict is verdict
