"""How many threads a host's first process has."""

import pytest

from socketlab.checks.api import Measure, Verdict
from socketlab.events import ProcessRow
from tests.records import ask, released, row, table

PASS, FAIL = Verdict.PASS, Verdict.FAIL


@pytest.mark.parametrize(
    ("count", "verdict", "expected"),
    [
        (4, PASS, "4 threads"),
        (1, FAIL, "1 thread"),
        (13, FAIL, "13 threads"),
    ],
)
def test_only_threads_of_the_first_process_count(count: object, verdict: Verdict, expected: str) -> None:
    rows: tuple[ProcessRow, ...] = (row(1, threads=4), row(7, threads=9))
    answer = ask({"threads": {"host": "server", "count": count}}, released(), table(*rows))
    assert (answer.verdict, answer.expected) == (verdict, expected)
    assert answer.evidence == ("events.jsonl",)
    assert answer.measures == (Measure("threads", 4, host="server"),)
