"""The table of waiting times over the combinations of a matrix."""

from __future__ import annotations

import pytest

from socketlab.report.result import FleetReport, Result
from socketlab.report.waiting import waiting_lines
from tests.report.results import PASSED, a_result

ASKED = PASSED | {"kind": "waiting_time"}


def waited(server: str, *waits: float | None, check: dict[str, object] = ASKED) -> Result:
    fleet = FleetReport(
        clients=len(waits),
        ended=len(waits),
        start_skew_s=None,
        elapsed_s=None,
        client_elapsed_s=(),
        client_waiting_s=waits,
    )
    return a_result(check, cell={"server": server}, fleets={"clients": fleet})


def test_combinations_stand_side_by_side_with_their_times_in_order() -> None:
    lines = list(waiting_lines([waited("echo", 2.0, 1.0), waited("thread", 0.5, 0.25)]))
    assert lines == [
        "  waiting times of clients in test, in seconds",
        "    server=echo    1.00  2.00",
        "    server=thread  0.25  0.50",
    ]


@pytest.mark.parametrize(
    ("waits", "shown"),
    [
        ((None, None), "no client was answered"),
        ((1.0, None, 0.5), "0.50  1.00  (1 not answered)"),
        (tuple(float(number) for number in range(9)), "0.00 to 8.00, median 4.00"),
    ],
)
def test_many_clients_and_missing_answers_are_summed_up(waits: tuple[float | None, ...], shown: str) -> None:
    lines = list(waiting_lines([waited("a", *waits), waited("b", 1.0)]))
    assert lines[1] == f"    server=a  {shown}"


def test_a_single_combination_and_runs_that_do_not_ask_have_no_table() -> None:
    assert list(waiting_lines([waited("a", 1.0)])) == []
    assert list(waiting_lines([waited("a", 1.0, check=PASSED), waited("b", 1.0, check=PASSED)])) == []
