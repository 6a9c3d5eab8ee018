"""How many zombies a host has."""

import pytest

from socketlab.checks.api import Measure, Verdict
from socketlab.events import ProcessRow
from tests.records import ask, released, row, table

PASS, FAIL = Verdict.PASS, Verdict.FAIL


@pytest.mark.parametrize(
    ("count", "verdict", "expected"),
    [
        (2, PASS, "2 zombies"),
        ({"at_least": 1}, PASS, "at least 1 zombie"),
        (0, FAIL, "0 zombies"),
    ],
)
def test_only_dead_processes_that_were_not_waited_for_count(
    count: object, verdict: Verdict, expected: str
) -> None:
    rows: tuple[ProcessRow, ...] = (row(1), row(7, "Z"), row(8, "Z"), row(9, "R"))
    answer = ask({"zombies": {"host": "server", "count": count}}, released(), table(*rows))
    assert (answer.verdict, answer.expected) == (verdict, expected)
    assert answer.evidence == ("events.jsonl",)
    assert answer.measures == (Measure("zombies", 2, host="server"),)


def test_no_zombies_are_expected_where_no_number_is_given() -> None:
    assert ask({"zombies": {"host": "server"}}, released(), table(row(1), row(7, "R"))).verdict is PASS
    assert ask({"zombies": {"host": "server"}}, released(), table(row(1), row(7, "Z"))).verdict is FAIL
