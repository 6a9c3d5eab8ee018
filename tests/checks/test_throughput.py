"""The rate at which clients receive data."""

from __future__ import annotations

from typing import Any

import pytest

from socketlab.checks.api import Verdict
from socketlab.events import Event
from tests.checks.examples import EXAMPLE_SCENARIO
from tests.records import ask, behind_gate, cut_off, noted, released
from tests.spec.yaml_files import problems

PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN


def fetched(number: int, size: int, took_s: float, *, late_s: float = 0.0) -> list[Event]:
    """A client that asks a second after its release and has a file of that size after a time."""
    client, began = f"clients-{number}", 100.0 + late_s
    notes = [
        noted(client, "sent", size=1, conn="c", clock=began + 1.0),
        *([noted(client, "received", size=size, conn="c", clock=began + 1.0 + took_s)] if size else []),
    ]
    events = behind_gate(client, began, began + 30.0)
    return [*events[:2], *notes, *events[2:]]


def check(**settings: Any) -> dict[str, Any]:
    return {"throughput": {"fleet": "clients", **settings}}


TWO = [released(), *fetched(1, 125_000, 1.0), *fetched(2, 125_000, 2.0)]  # 1 and 0.5 mbit/s, together 1


@pytest.mark.parametrize(
    ("settings", "verdict", "seen"),
    [
        ({"at_least": "1mbit"}, PASS, "1mbit/s"),
        ({"at_least": "1.1mbit"}, FAIL, "1mbit/s"),
        ({"at_most": "1mbit"}, PASS, "1mbit/s"),
        ({"at_most": "900kbit", "at_least": "100kbit"}, FAIL, "1mbit/s"),
        ({"of": "each", "at_least": "500kbit"}, PASS, "500kbit/s (clients-2) to 1mbit/s (clients-1)"),
        ({"of": "each", "at_least": "501kbit"}, FAIL, "500kbit/s (clients-2) to 1mbit/s (clients-1)"),
        ({"of": "each", "at_most": "999kbit"}, FAIL, "500kbit/s (clients-2) to 1mbit/s (clients-1)"),
    ],
)
def test_the_rate_is_that_of_all_clients_or_of_each(
    settings: dict[str, Any], verdict: Verdict, seen: str
) -> None:
    answer = ask(check(**settings), TWO)
    assert (answer.verdict, answer.seen) == (verdict, seen)


def test_one_client_by_itself_is_named() -> None:
    answer = ask(check(of="each", at_least="1mbit"), released(), fetched(1, 125_000, 1.0), clients=1)
    assert answer.seen == "1mbit/s (clients-1) to 1mbit/s (clients-1)"


@pytest.mark.parametrize(
    ("events", "seen"),
    [
        ([released(), fetched(1, 9, 1.0), cut_off("clients-2")], "clients-2 was cut off after server ended"),
        ([fetched(1, 9, 1.0), fetched(2, 9, 1.0)], "the fleet was never released"),
        ([released(), fetched(1, 9, 1.0), fetched(2, 0, 1.0)], "clients-2 received nothing"),
    ],
)
def test_a_rate_that_the_journals_do_not_show_is_unknown(events: list[Any], seen: str) -> None:
    answer = ask(check(of="each", at_least="1kbit"), *events)
    assert (answer.verdict, answer.seen) == (UNKNOWN, seen)


def test_a_fleet_that_received_nothing_has_no_rate() -> None:
    answer = ask(check(at_most="1kbit"), released(), fetched(1, 0, 1.0), clients=1)
    assert (answer.verdict, answer.seen) == (UNKNOWN, "clients received nothing")


@pytest.mark.parametrize(
    ("settings", "verdict"),
    [
        ({"at_least": "1.2mbit"}, UNKNOWN),
        ({"at_least": "1.3mbit"}, FAIL),
        ({"at_most": "900kbit"}, UNKNOWN),
        ({"at_most": "800kbit"}, FAIL),
    ],
)
def test_the_labs_lateness_may_explain_a_rate(settings: dict[str, Any], verdict: Verdict) -> None:
    late = fetched(1, 125_000, 1.0, late_s=0.2)
    assert ask(check(**settings), released(), late, clients=1).verdict is verdict


@pytest.mark.parametrize(
    ("settings", "wrong"),
    [("", "needs at_most or at_least"), (", at_least: 2mbit, at_most: 1mbit", "at_least is above at_most")],
)
def test_a_limit_that_means_nothing_is_refused(settings: str, wrong: str, tmp_path: Any) -> None:
    text = f"{EXAMPLE_SCENARIO}  - throughput: {{fleet: clients{settings}}}\n"
    (problem,) = problems(tmp_path, text)
    assert wrong in problem
