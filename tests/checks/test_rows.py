"""What all counts in a host's process table have in common."""

import pytest

from socketlab.checks.api import Verdict
from socketlab.events import Event, ProcessesSeen
from tests.records import ask, released, row, table


@pytest.mark.parametrize(
    ("at", "moment"), [("start", "start"), ("100us", "0.0001"), ("1.1ms", "0.0011"), ("3s", "3.0")]
)
def test_each_moment_has_its_own_table(at: str, moment: str) -> None:
    check = {"processes": {"host": "server", "at": at, "count": 1}}
    events = [released(), table(row(1), row(7)), table(row(1), moment=moment)]
    assert ask(check, events).verdict is Verdict.PASS


NOT_OBSERVED = "not observed: the run ended before then"


@pytest.mark.parametrize(
    ("events", "seen"),
    [
        ([], NOT_OBSERVED),
        ([table(row(1), moment="start")], NOT_OBSERVED),
        (
            [ProcessesSeen(at_s=1.0, host="server", moment="end", rows=None, trouble="no shell")],
            "no shell",
        ),
    ],
)
def test_a_table_that_was_not_read_is_unknown(events: list[Event], seen: str) -> None:
    answer = ask({"processes": {"host": "server", "count": 1}}, released(), events)
    assert (answer.verdict, answer.seen) == (Verdict.UNKNOWN, seen)
