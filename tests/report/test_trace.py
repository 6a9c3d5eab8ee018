"""``trace.json`` follows the rules of the Trace Event Format.

Source: Trace Event Format (Google, 2016), "JSON Object Format" and the sections on the phases used here:
which keys an event of each phase has, microseconds as the unit, and that complete events of a thread nest.
"""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise
from typing import Any

from socketlab.events import Event, FaultDone, Interrupted, Ready
from socketlab.judging.record import Record
from socketlab.links.events import LinksMade
from socketlab.links.model import Conditions, LinksPlan, PathPlan
from socketlab.report.api import Report
from socketlab.report.trace import TraceJSON
from tests.records import a_plan, a_record, behind_gate, noted, released, table
from tests.report.results import a_result

KEYS: dict[str, set[str]] = {
    "M": {"ph", "name", "pid", "tid", "args"},
    "X": {"ph", "name", "cat", "pid", "tid", "ts", "dur", "args"},
    "i": {"ph", "name", "cat", "pid", "tid", "ts", "s", "args"},
    "b": {"ph", "name", "cat", "pid", "tid", "ts", "id", "args"},
    "e": {"ph", "name", "cat", "pid", "tid", "ts", "id", "args"},
}
METADATA = {"process_name", "thread_name", "thread_sort_index"}

LINKS = LinksPlan(
    networks=("socketlab-testrun1",),
    paths=(PathPlan(source=("clients-1",), destination=("server",), conditions=Conditions(delay_s=0.05)),),
    locations={},
)


def fault(at_s: float, *, undone: bool = False, host: str = "server") -> FaultDone:
    return FaultDone(at_s=at_s, step=1, name=f"pause {host}", host=host, undone=undone)


CLIENT = behind_gate("clients-1", 100.0, 100.9)

EVENTS: tuple[Event | list[Event], ...] = (
    Ready(at_s=0.4, host="server", how="journal"),
    LinksMade(at_s=0.45, mechanism="netem", paths=1),
    CLIENT[0],
    Ready(at_s=0.5, host="clients-1", how="gate"),
    released(),
    CLIENT[1:],
    noted("server", "connect", "server", clock=100.1, conn="a"),
    noted("server", "connect", "server", clock=100.2, conn="b"),
    noted("server", "closed", "server", clock=100.3, conn="a", reason="eof"),
    noted("server", "closed", "server", clock=100.4, conn="b", reason="eof"),
    noted("server", "</script><b>", "server", clock=100.4),
    noted("server", "unclocked", "server"),
    table(),
    fault(2.0),
    fault(3.0, undone=True),
    fault(3.5, host="clients-2"),
    Interrupted(at_s=4.0),
)


def written(*events: Event | list[Event], links: LinksPlan | None = LINKS) -> dict[str, Any]:
    record: Record = a_record(*events, plan=replace(a_plan(), links=links))
    content = json.loads(TraceJSON().write(Report(result=a_result(), record=record)))
    assert isinstance(content, dict)
    return content


def entries(phase: str, content: dict[str, Any]) -> list[dict[str, Any]]:
    return [entry for entry in content["traceEvents"] if entry["ph"] == phase]


def test_every_event_has_the_keys_of_its_phase_and_a_time_in_microseconds() -> None:
    content = written(*EVENTS)
    assert content["displayTimeUnit"] in {"ms", "ns"}
    for entry in content["traceEvents"]:
        assert set(entry) == KEYS[entry["ph"]]
        assert entry.get("ts", 0) >= 0
        assert entry.get("dur", 0) >= 0
        assert isinstance(entry["args"], dict)
        assert entry.get("s", "t") in {"g", "p", "t"}
    assert {entry["name"] for entry in entries("M", content)} == METADATA


def test_complete_events_of_a_thread_nest() -> None:
    spans = entries("X", written(*EVENTS))
    for thread in {span["tid"] for span in spans}:
        own = sorted((s for s in spans if s["tid"] == thread), key=lambda s: (s["ts"], -s["dur"]))
        for one, other in pairwise(own):
            ends = one["ts"] + one["dur"], other["ts"] + other["dur"]
            assert other["ts"] >= ends[0] - 0.002 or ends[1] <= ends[0] + 0.002


def test_a_run_is_a_process_and_each_host_and_client_a_thread() -> None:
    content = written(*EVENTS)
    names = {
        entry["tid"]: entry["args"]["name"] for entry in entries("M", content) if "name" in entry["args"]
    }
    assert len({entry["pid"] for entry in content["traceEvents"]}) == 1
    assert sorted(names.values())[:5] == ["clients-1", "clients-2", "run", "server", "server (2)"]
    spans = {(names[span["tid"]], span["name"], span["ts"]) for span in entries("X", content)}
    assert ("clients-1", "gate", 500_000.0) in spans
    assert ("clients-1", "running", 1_000_000.0) in spans
    assert {"server", "server (2)"} <= {name for name, kind, _ in spans if kind == "connection"}


def test_a_fault_that_lasted_and_the_conditions_of_a_link_are_bands() -> None:
    content = written(*EVENTS)
    begun = {(entry["cat"], entry["name"], entry["ts"], entry["id"]) for entry in entries("b", content)}
    assert begun == {
        ("fault", "pause server", 2e6, "1"),
        ("link", "clients-1 -> server: delay 50ms", 450_000.0, "2"),
    }
    ended = {(entry["id"], entry["ts"]) for entry in entries("e", content)}
    assert ended == {("1", 3e6), ("2", 9e6)}
    assert entries("b", written(*EVENTS, links=None))[1:] == []
    assert entries("b", written(released())) == []


def test_moments_are_what_a_terminal_shows_and_what_programs_noted() -> None:
    shown = {entry["name"]: entry for entry in entries("i", written(*EVENTS))}
    assert shown["fault: pause server"]["cat"] == "fault"
    assert shown["interrupted, cleaning up"]["s"] == "p"
    assert (shown["</script><b>"]["ts"], shown["unclocked"]["ts"]) == (1.4e6, 0.0)
    assert "released" in shown["2 clients released"]["name"]
