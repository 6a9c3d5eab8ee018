"""The lanes of the timeline."""

from __future__ import annotations

import pytest

from socketlab.events import CountersSeen, Event, Exited, Interrupted, Killed, Noted, Released, Started
from socketlab.report.page import lanes as module
from socketlab.report.page.lanes import RUN, Bar, Lane, lanes_of
from tests.records import a_plan, a_record
from tests.report.page.runs import AHEAD_S, a_run, began, fault, note


def lane_of(name: str, *events: Event) -> Lane:
    return next(lane for lane in lanes_of(a_run(*events)) if lane.name == name)


def kinds(lane: Lane) -> list[tuple[float, str]]:
    return [(round(mark.at_s, 3), mark.kind) for mark in lane.marks]


def test_there_is_a_lane_for_the_run_each_host_and_each_client() -> None:
    lanes = lanes_of(a_run())
    assert [(lane.name, lane.group) for lane in lanes] == [
        (RUN, ""),
        ("server", ""),
        ("clients-1", "clients"),
        ("clients-2", "clients"),
    ]


def test_a_client_has_its_whole_life_on_the_clock_of_the_run() -> None:
    assert kinds(lane_of("clients-1")) == [
        (0.2, "started"),
        (0.4, "gate"),
        (0.45, "gate"),
        (1.0, "released"),
        (1.01, "connect"),
        (1.02, "connect"),
        (1.04, "sent"),
        (1.08, "received"),
        (1.09, "closed"),
        (1.1, "exited"),
        (1.2, "exited"),
    ]


def test_the_states_of_a_client_follow_each_other_and_it_waits_for_its_reply() -> None:
    bars = [
        Bar(begin_s=round(b.begin_s, 3), end_s=round(b.end_s, 3), kind=b.kind)
        for b in lane_of("clients-1").bars
    ]
    assert bars == [
        Bar(begin_s=0.2, end_s=0.4, kind="starting"),
        Bar(begin_s=0.4, end_s=1.0, kind="held"),
        Bar(begin_s=1.0, end_s=1.1, kind="running"),
        Bar(begin_s=1.01, end_s=1.08, kind="waiting"),
    ]


def test_a_host_runs_until_the_record_ends() -> None:
    assert [(bar.begin_s, bar.end_s, bar.kind) for bar in lane_of("server").bars] == [
        (0.1, 0.3, "starting"),
        (0.3, 9.0, "running"),
    ]


def test_a_client_whose_gate_was_killed_was_released_with_the_others() -> None:
    started = Started(at_s=0.2, host="clients-1", placement="private", address="198.19.7.3", gated=True)
    waiting = note(0.4, "clients-1", "waiting", "gate")
    released = Released(at_s=1.0, clients=1, clock=1.0 + AHEAD_S)
    record = a_record([began(), started, waiting, released, Exited(at_s=3.0, host="clients-1", code=137)])
    lanes = {lane.name: lane for lane in lanes_of(record)}
    shown = [(round(bar.begin_s, 3), round(bar.end_s, 3), bar.kind) for bar in lanes["clients-1"].bars]
    assert shown == [(0.2, 0.4, "starting"), (0.4, 1.0, "held"), (1.0, 3.0, "running")]
    assert lanes[RUN].bars == ()
    assert not lanes["clients-2"].marks


def test_a_lane_knows_the_first_mark_of_a_kind() -> None:
    lane = lane_of("server")
    accepted = lane.first("accept")
    assert accepted is not None
    assert accepted.text == "accepted 198.19.7.1:40001"
    assert lane.first("gate") is None


@pytest.mark.parametrize(
    ("event", "kind", "text"),
    [
        (note(2.0, "server", "ready", "server"), "ready", "ready (journal)"),
        (note(2.0, "server", "closed", "server", conn="c"), "closed", "closed"),
        (
            note(2.0, "clients-1", "exit", "gate", code=127, trouble="no such"),
            "trouble",
            "not started: no such",
        ),
        (note(2.0, "clients-1", "file", "gate", path="a", size=3), "other", "file a, 3 B"),
        (note(2.0, "clients-1", "file", "gate", path="a", trouble="?"), "other", "file a"),
        (note(2.0, "server", "thought", "server"), "other", "thought"),
        (Noted(at_s=2.0, host="server", note={}), "other", "note"),
        (
            Killed(at_s=2.0, host="server", signal="TERM", after_s=1.0),
            "trouble",
            "server ignored SIGTERM, killed after 1s",
        ),
        (fault(2.0), "fault", "fault: pause server"),
        (CountersSeen(at_s=2.0, host="server", moment="end", counters={}), "other", "counters-seen"),
        (Exited(at_s=2.0, host="server", code=None), "exited", "server ended"),
    ],
)
def test_each_event_is_a_mark_of_its_kind_in_words(event: Event, kind: str, text: str) -> None:
    lane = lane_of(event.host, event)  # type: ignore[attr-defined]
    assert (kind, text) in [(mark.kind, mark.text) for mark in lane.marks if mark.at_s >= 1.5]


def test_what_happens_to_no_host_is_on_the_lane_of_the_run() -> None:
    lane = lane_of(RUN, fault(2.0, host=""), Interrupted(at_s=3.0))
    assert kinds(lane) == [(1.0, "released"), (2.0, "fault"), (3.0, "trouble"), (9.0, "other")]


@pytest.mark.parametrize(
    ("clock", "at_s"), [(AHEAD_S + 1.5, 1.5), (AHEAD_S + 30, 2.001), (AHEAD_S - 30, 2.001), (None, 2.001)]
)
def test_a_clock_that_contradicts_the_record_is_not_believed(clock: float | None, at_s: float) -> None:
    lane = lane_of("server", note(2.0, "server", "thought", "server", clock=clock))
    assert [mark.at_s for mark in lane.marks if mark.text == "thought"] == [pytest.approx(at_s)]


def test_without_a_release_notes_are_where_they_were_recorded() -> None:
    events = [
        began(),
        note(2.0, "server", "ready", "server"),
        note(3.0, "clients-1", "connect", conn="c", began=1.0),
    ]
    lanes = {lane.name: lane for lane in lanes_of(a_record(events))}
    assert [mark.at_s for mark in lanes["server"].marks] == [2.001]
    assert [mark.at_s for mark in lanes["clients-1"].marks] == [3.001, 3.001]


def test_a_connect_without_its_beginning_is_one_mark() -> None:
    lane = lane_of("clients-1", note(2.0, "clients-1", "connect", conn="c"))
    assert [mark.text for mark in lane.marks if mark.at_s >= 1.9] == ["connected to ?:None"]


def test_of_a_large_run_sizes_are_shown_and_not_what_was_said(monkeypatch: pytest.MonkeyPatch) -> None:
    assert {mark.quote for mark in lane_of("server").marks} == {"", "hello"}
    monkeypatch.setattr(module, "MOST_QUOTED", 3)
    lane = lane_of("server")
    assert {(mark.quote, mark.conn) for mark in lane.marks} == {("", "")}
    assert "received 5 B" in {mark.text for mark in lane.marks}


def test_a_record_without_events_has_empty_lanes() -> None:
    assert all(not lane.marks and not lane.bars for lane in lanes_of(a_record(plan=a_plan())))
