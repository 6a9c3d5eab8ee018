"""How many processes a host has."""

import pytest

from socketlab.checks.api import Measure, Verdict
from socketlab.events import ProcessRow
from tests.records import ask, released, row, table

PASS, FAIL = Verdict.PASS, Verdict.FAIL


@pytest.mark.parametrize(
    ("count", "verdict", "expected"),
    [
        (3, PASS, "3 processes"),
        (1, FAIL, "1 process"),
        ({"at_least": 2}, PASS, "at least 2 processes"),
    ],
)
def test_every_row_of_the_table_counts_zombies_included(
    count: object, verdict: Verdict, expected: str
) -> None:
    rows: tuple[ProcessRow, ...] = (row(1), row(7, "Z"), row(9, "R"))
    answer = ask({"processes": {"host": "server", "count": count}}, released(), table(*rows))
    assert (answer.verdict, answer.expected) == (verdict, expected)
    assert answer.evidence == ("events.jsonl",)
    assert answer.measures == (Measure("processes", 3, host="server"),)
