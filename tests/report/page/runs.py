"""Records and reports for the tests of the page."""

from __future__ import annotations

from typing import Any

from socketlab.events import Began, Cleaned, Event, Exited, FaultDone, Noted, Ready, Released, Started
from socketlab.judging.judge import judge
from socketlab.judging.record import Record
from socketlab.plan.model import Plan
from socketlab.report.api import Report
from socketlab.report.result import make_result
from tests.records import a_plan, a_record

AHEAD_S = 99.0
"""What the lab's clock is ahead of the run's in these records."""


def note(at_s: float, host: str, event: str, role: str = "client", /, **members: Any) -> Noted:
    """A note that was recorded a millisecond after it was made."""
    body = {"socketlab": 1, "event": event, "role": role, "clock": at_s + AHEAD_S, **members}
    return Noted(at_s=at_s + 0.001, host=host, note=body)


def a_client(name: str, *, conn: str, said: str = "hello", begin_s: float = 1.0) -> list[Event]:
    """A client that waits at its gate, connects, says one thing and gets it back; and the server's part."""
    return [
        Started(at_s=0.2, host=name, placement="private", address="198.19.7.3", gated=True),
        note(0.4, name, "waiting", "gate"),
        Ready(at_s=0.45, host=name, how="gate"),
        note(begin_s, name, "released", "gate"),
        note(
            begin_s + 0.02, name, "connect", conn=conn, host="server", port=5, began=begin_s + 0.01 + AHEAD_S
        ),
        note(begin_s + 0.03, "server", "connect", "server", conn=conn, port=5),
        note(begin_s + 0.04, name, "sent", conn=conn, data=said),
        note(begin_s + 0.05, "server", "received", "server", conn=conn, data=said),
        note(begin_s + 0.06, "server", "sent", "server", conn=conn, data=said),
        note(begin_s + 0.08, name, "received", conn=conn, data=said),
        note(begin_s + 0.09, name, "closed", conn=conn, reason="eof"),
        note(begin_s + 0.1, name, "exit", "gate", code=0),
        Exited(at_s=begin_s + 0.2, host=name, code=0),
    ]


def began() -> Began:
    return Began(at_s=0.0, run="testrun1", scenario="test", cell={}, seed=1, wall="2026-01-01T00:00:00.000Z")


def a_run(
    *more: Event, clients: int = 2, said: str = "hello", plan: Plan | None = None, **outputs: str
) -> Record:
    """A whole run with its server and clients; ``server_stdout="..."`` is what the server wrote."""
    events: list[Event] = [
        began(),
        Started(at_s=0.1, host="server", placement="private", address="198.19.7.2", gated=False),
        Ready(at_s=0.3, host="server", how="journal"),
        Released(at_s=1.0, clients=clients, clock=1.0 + AHEAD_S),
    ]
    for number in range(1, clients + 1):
        events += a_client(f"clients-{number}", conn=f"198.19.7.{number}:4000{number}", said=said)
    events += [*more, Cleaned(at_s=9.0)]
    written = {name.replace("_", "."): text for name, text in outputs.items()}
    return a_record(events, plan=plan or a_plan(None, clients=clients), outputs=written)


def report_on(record: Record, **more: str) -> Report:
    result = make_result(record, judge(record), folder="runs/test/1")
    return Report(result=result, record=record, **more)


def fault(at_s: float, name: str = "pause server", **changes: Any) -> FaultDone:
    return FaultDone(**{"at_s": at_s, "step": 1, "name": name, "host": "server", **changes})
