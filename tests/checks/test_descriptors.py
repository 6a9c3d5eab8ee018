"""How many file descriptors a host's first process has open."""

import pytest

from socketlab.checks.api import Verdict
from tests.records import ask, released, row, table

PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN


@pytest.mark.parametrize(
    ("descriptors", "verdict", "seen"),
    [
        (5, PASS, "5"),
        (6, FAIL, "6"),
        (None, UNKNOWN, "the first process of server belongs to another user"),
    ],
)
def test_descriptors_are_those_of_the_first_process(
    descriptors: int | None, verdict: Verdict, seen: str
) -> None:
    first = row(1, descriptors=descriptors)
    answer = ask(
        {"descriptors": {"host": "server", "count": 5}}, released(), table(first, row(2, descriptors=9))
    )
    assert (answer.verdict, answer.seen) == (verdict, seen)
