"""How long after a fault replies come again."""

from __future__ import annotations

from typing import Any

import pytest

from socketlab.checks.api import Verdict
from socketlab.events import Event, FaultDone, Released
from tests.records import ask, behind_gate, cut_off, noted, released

PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN


def fault(at_s: float, *, undone: bool = False, **more: Any) -> FaultDone:
    """A run is released at 1 s, which is 100 on the lab's clock."""
    return FaultDone(at_s=at_s, step=1, name="outage", host="server", undone=undone, **more)


def heard(number: int, *replied: float, until: float = 120.0, began: float = 100.0) -> list[Event]:
    client = f"clients-{number}"
    notes: list[Event] = []
    for moment in replied:
        notes.append(noted(client, "sent", data="x", conn="c", clock=moment - 0.5))
        notes.append(noted(client, "received", data="x", conn="c", clock=moment))
    notes += [] if replied else [noted(client, "sent", data="x", conn="c", clock=began)]
    events = behind_gate(client, began, until)
    return [*events[:2], *notes, *events[2:]]


def check(**settings: Any) -> dict[str, Any]:
    return {"recovery_time": {"fleet": "clients", "after": "outage", **settings}}


OUTAGE = [fault(2.0), fault(4.0, undone=True)]  # over at 103
TWO = [released(), *OUTAGE, *heard(1, 101.0, 105.0), *heard(2, 107.0)]


@pytest.mark.parametrize(
    ("settings", "verdict", "seen"),
    [
        ({"at_most": "2s"}, PASS, "2.000s"),
        ({"at_most": "1.9s"}, FAIL, "2.000s"),
        ({"at_least": "3s"}, FAIL, "2.000s"),
        ({"of": "each", "at_most": "4s"}, PASS, "4.000s"),
        ({"of": "each", "at_most": "3s"}, FAIL, "4.000s"),
    ],
)
def test_it_counts_from_the_undoing_to_the_first_reply(
    settings: dict[str, Any], verdict: Verdict, seen: str
) -> None:
    answer = ask(check(**settings), TWO)
    assert (answer.verdict, answer.seen) == (verdict, seen)


def test_the_slowest_of_several_recoveries_counts() -> None:
    again = [fault(6.0), fault(8.0, undone=True)]  # over at 107
    answer = ask(check(at_most="1s"), released(), OUTAGE, again, heard(1, 103.5, 109.0), clients=1)
    assert (answer.verdict, answer.seen) == (FAIL, "2.000s")


def test_a_fault_that_is_not_undone_counts_from_when_it_came() -> None:
    assert ask(check(at_most="2s"), released(), fault(2.0), heard(1, 102.5), clients=1).seen == "1.500s"


@pytest.mark.parametrize(
    ("limits", "verdict"),
    [({"at_most": "10s"}, FAIL), ({"at_most": "18s"}, UNKNOWN), ({"at_least": "1s"}, UNKNOWN)],
)
def test_without_a_reply_it_lasted_as_long_as_the_clients_listened(
    limits: dict[str, str], verdict: Verdict
) -> None:
    answer = ask(check(**limits), released(), OUTAGE, heard(1, 101.0), clients=1)
    assert (answer.verdict, answer.seen) == (verdict, "no reply in 17.0s")


def test_clients_that_had_ended_before_are_left_out() -> None:
    gone = heard(2, 101.0, until=102.0)
    assert ask(check(of="each", at_most="2s"), released(), OUTAGE, heard(1, 104.0), gone).verdict is PASS
    answer = ask(check(at_most="2s"), released(), OUTAGE, gone, heard(1, 101.0, until=102.5))
    assert (answer.verdict, answer.seen) == (UNKNOWN, "all clients had ended before outage did")


@pytest.mark.parametrize(
    ("events", "seen"),
    [
        ([released(), heard(1, 104.0)], "outage was not played"),
        ([released(), fault(2.0, trouble="no"), heard(1, 104.0)], "outage was not played"),
        ([OUTAGE, heard(1, 104.0)], "the fleet was never released"),
        (
            [Released(at_s=1.0, clients=1, clock=None), OUTAGE, heard(1, 104.0)],
            "the clock of the clients is not known",
        ),
        ([released(), OUTAGE, cut_off("clients-1")], "clients-1 was cut off after server ended"),
    ],
)
def test_what_is_not_recorded_is_unknown(events: list[Any], seen: str) -> None:
    answer = ask(check(at_most="9s"), *events, clients=1)
    assert (answer.verdict, answer.seen) == (UNKNOWN, seen)
