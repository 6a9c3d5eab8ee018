"""Observations of a host that come late, or before clients that are late."""

from __future__ import annotations

import pytest

from socketlab.checks.api import Verdict
from socketlab.events import ConnectionSeen, CountersSeen, Event
from tests.records import Check, ask, behind_gate, released, row, table

PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN

ROWS: Check = {"processes": {"host": "server", "at": "500ms", "count": 9}}
COUNTER: Check = {"counter": {"host": "server", "name": "ListenDrops", "at": "500ms", "count": 9}}
REACHABLE: Check = {"reachable": {"host": "server", "port": 7, "at": "500ms"}}
BEFORE = CountersSeen(at_s=0.5, host="server", moment="start", counters={"TcpExtListenDrops": 0})


def observations(at_s: float, number: int = 1) -> dict[str, tuple[Check, list[Event]]]:
    """A check of each kind with what was seen; the server is observed at that moment of the run."""
    connection = ConnectionSeen(
        at_s=at_s + 2.0,
        host="server",
        moment="0.5",
        port=7,
        outcome="connected" if number == 9 else "timed out",
        took_s=2.0,
    )
    counters = CountersSeen(at_s=at_s, host="server", moment="0.5", counters={"TcpExtListenDrops": number})
    rows = [row(pid) for pid in range(1, number + 1)]
    return {
        "processes": (ROWS, [table(*rows, moment="0.5", at_s=at_s)]),
        "counter": (COUNTER, [BEFORE, counters]),
        "reachable": (REACHABLE, [connection]),
    }


@pytest.mark.parametrize("kind", observations(0.0))
@pytest.mark.parametrize(("at_s", "verdict"), [(1.58, FAIL), (1.69, FAIL), (1.71, UNKNOWN), (3.2, UNKNOWN)])
def test_what_a_late_observation_does_not_find_is_unknown(kind: str, at_s: float, verdict: Verdict) -> None:
    check, seen = observations(at_s)[kind]
    answer = ask(check, released(), seen)
    assert answer.verdict is verdict
    late = f"the lab was up to {1000 * (at_s - 1.5):.1f}ms late itself"
    assert answer.seen.endswith(late) is (verdict is UNKNOWN)


@pytest.mark.parametrize("kind", observations(0.0))
def test_what_a_late_observation_finds_passes(kind: str) -> None:
    check, seen = observations(3.2, number=9)[kind]
    assert ask(check, released(), seen).verdict is PASS


@pytest.mark.parametrize(("late_s", "verdict"), [(0.0, FAIL), (0.15, FAIL), (0.25, UNKNOWN)])
def test_what_late_clients_do_not_show_in_time_is_unknown(late_s: float, verdict: Verdict) -> None:
    check, seen = observations(1.58)["processes"]
    events = [released(), *behind_gate("clients-1", 100.0 + late_s, 102.0), *seen]
    assert ask(check, events).verdict is verdict


@pytest.mark.parametrize("moment", ["start", "end"])
def test_no_observation_is_late_at_the_start_and_at_the_end(moment: str) -> None:
    check = {"processes": {"host": "server", "at": moment, "count": 9}}
    late = behind_gate("clients-1", 105.0, 106.0)
    assert ask(check, released(), late, table(row(1), moment=moment, at_s=60.0)).verdict is FAIL


def test_a_run_that_was_never_released_has_no_late_observations() -> None:
    assert ask(ROWS, table(row(1), moment="0.5", at_s=60.0)).verdict is FAIL
