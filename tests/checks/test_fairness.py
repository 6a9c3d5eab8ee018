"""How evenly clients are served."""

from __future__ import annotations

from typing import Any

import pytest

from socketlab.checks.api import Verdict
from socketlab.events import Event
from tests.checks.examples import EXAMPLE_SCENARIO
from tests.records import ask, behind_gate, cut_off, noted, released
from tests.spec.yaml_files import problems

PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN


def served(number: int, size: int, after_s: float, *, late_s: float = 0.0) -> list[Event]:
    """A client that connects at its release and gets so many bytes in one reply after a time."""
    client, began = f"clients-{number}", 100.0 + late_s
    notes = [
        noted(client, "connect", began=began, clock=began, conn="c"),
        noted(client, "sent", size=1, conn="c", clock=began + 0.5),
        *([noted(client, "received", size=size, conn="c", clock=began + after_s)] if size else []),
    ]
    events = behind_gate(client, began, began + 30.0)
    return [*events[:2], *notes, *events[2:]]


def check(**settings: Any) -> dict[str, Any]:
    return {"fairness": {"fleet": "clients", **settings}}


EQUAL = [*served(1, 100, 1.0), *served(2, 200, 2.0)]
UNEQUAL = [*served(1, 100, 1.0), *served(2, 100, 10.0)]  # 100 and 10 a second: 12100 / (2 * 10100)
STARVED = [*served(1, 100, 1.0), *served(2, 0, 0.0)]
SLOW = "index 0.599, longest wait 10.000s (clients-2)"
STUCK = "index 0.500, longest wait 30.000s (clients-2)"
VAIN = [*served(1, 100, 1.0), noted("clients-2", "failed"), *behind_gate("clients-2", 100.0, 103.0)]


@pytest.mark.parametrize(
    ("events", "settings", "verdict", "seen"),
    [
        (EQUAL, {"index": 1}, PASS, "index 1.000, longest wait 2.000s (clients-2)"),
        (UNEQUAL, {"index": 0.59}, PASS, SLOW),
        (UNEQUAL, {"index": 0.6}, FAIL, SLOW),
        (UNEQUAL, {"longest_wait": "10s"}, PASS, SLOW),
        (
            UNEQUAL,
            {"longest_wait": "9s", "index": 0.1},
            FAIL,
            "index 0.599, longest wait 10.000s (clients-2)",
        ),
        (
            STARVED,
            {"index": 0.5, "longest_wait": "30s"},
            PASS,
            STUCK,
        ),
        (STARVED, {"longest_wait": "29s"}, FAIL, STUCK),
        (VAIN, {"longest_wait": "2s"}, FAIL, "index 0.500, longest wait 3.000s (clients-2)"),
    ],
)
def test_fairness_is_jains_index_of_rates_and_the_longest_wait(
    events: list[Event], settings: dict[str, Any], verdict: Verdict, seen: str
) -> None:
    answer = ask(check(**settings), released(), events)
    assert (answer.verdict, answer.seen) == (verdict, seen)


@pytest.mark.parametrize(
    ("events", "seen"),
    [
        ([released(), served(1, 100, 1.0), cut_off("clients-2")], "clients-2 was cut off after server ended"),
        ([released(), served(1, 0, 0.0), served(2, 0, 0.0)], "no client received anything"),
        ([served(1, 100, 1.0), served(2, 100, 1.0)], "the fleet was never released"),
    ],
)
def test_fairness_is_unknown_where_the_journals_do_not_show_it(events: list[Any], seen: str) -> None:
    answer = ask(check(index=0.5), *events)
    assert (answer.verdict, answer.seen) == (UNKNOWN, seen)


def test_a_wait_that_the_labs_lateness_explains_is_unknown() -> None:
    late = served(1, 100, 1.0, late_s=0.2)
    answer = ask(check(longest_wait="900ms"), released(), late, clients=1)
    assert (answer.verdict, answer.seen.partition("; ")[2]) == (
        UNKNOWN,
        "the lab was up to 200.0ms late itself",
    )
    assert ask(check(longest_wait="700ms"), released(), late, clients=1).verdict is FAIL


def test_a_client_of_which_no_beginning_is_known_waited_no_time() -> None:
    events = [noted("clients-1", "failed"), *behind_gate("clients-1", 0.0, 3.0)[3:]]
    answer = ask(check(longest_wait="1s"), released(), events, served(2, 1, 0.75))
    assert (answer.verdict, answer.seen) == (PASS, "index 0.500, longest wait 0.750s (clients-2)")


@pytest.mark.parametrize(
    ("settings", "wrong"),
    [
        ("", "needs index or longest_wait"),
        (", index: 0", "must be a number above 0, and at most 1"),
        (", index: yes", "must be a number above 0, and at most 1"),
    ],
)
def test_a_limit_that_means_nothing_is_refused(settings: str, wrong: str, tmp_path: Any) -> None:
    text = f"{EXAMPLE_SCENARIO}  - fairness: {{fleet: clients{settings}}}\n"
    (problem,) = problems(tmp_path, text)
    assert wrong in problem
