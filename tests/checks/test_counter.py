"""How much a host's counters have grown."""

import pytest

from socketlab.checks.api import Verdict
from socketlab.events import CountersSeen
from tests.records import ask, released

PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN


def seen(moment: str, **counters: int) -> CountersSeen:
    return CountersSeen(at_s=1.0, host="server", moment=moment, counters=counters)


def check(name: str, **bounds: int) -> dict[str, object]:
    return {"counter": {"host": "server", "name": name, "count": bounds}}


READINGS = [
    seen("start", TcpExtListenDrops=5, TcpInErrs=0, UdpInErrs=1, IpInReceives=7),
    seen("end", TcpExtListenDrops=9, TcpInErrs=0, UdpInErrs=1, IpInReceives=9),
]


@pytest.mark.parametrize(
    ("name", "bounds", "verdict", "answer"),
    [
        ("ListenDrops", {"at_least": 4, "at_most": 4}, PASS, "4"),
        ("TcpExtListenDrops", {"at_least": 1}, PASS, "4"),
        ("ListenDrops", {"at_least": 5}, FAIL, "4"),
        ("TcpInErrs", {"at_most": 0}, PASS, "0"),
        ("InReceives", {"at_least": 2}, PASS, "2"),
        ("InErrs", {"at_least": 0}, UNKNOWN, '"InErrs" is a counter of several tables: TcpInErrs, UdpInErrs'),
        (
            "ListenDrop",
            {"at_least": 0},
            UNKNOWN,
            'the host\'s kernel has no counter "ListenDrop" (did you mean "ListenDrops"?)',
        ),
        ("Zzz", {"at_least": 0}, UNKNOWN, 'the host\'s kernel has no counter "Zzz"'),
    ],
)
def test_what_counts_is_the_growth_since_all_was_ready(
    name: str, bounds: dict[str, int], verdict: Verdict, answer: str
) -> None:
    found = ask(check(name, **bounds), released(), READINGS)
    assert (found.verdict, found.seen) == (verdict, answer)


def test_what_could_not_be_read_is_unknown_with_the_reason() -> None:
    unread = CountersSeen(at_s=1.0, host="server", moment="end", counters=None, trouble="no cat")
    assert ask(check("ListenDrops", at_least=0), released(), READINGS[0], unread).seen == "no cat"
    late = ask(check("ListenDrops", at_least=0), released(), READINGS[0])
    assert (late.verdict, late.seen) == (UNKNOWN, "not observed: the run ended before then")
