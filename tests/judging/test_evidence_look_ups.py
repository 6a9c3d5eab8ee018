"""The record, arranged by what the checks ask; each look-up says ``None`` where the record does not know."""

from __future__ import annotations

import pytest

from socketlab.events import (
    CountersSeen,
    Event,
    FaultDone,
    FileSeen,
    Interrupted,
    StopSeen,
    Troubled,
)
from socketlab.judging.evidence import RecordedEvidence
from socketlab.record.layout import EVENTS, log_name
from tests.records import (
    a_plan,
    a_record,
    behind_gate,
    exited,
    gated,
    noted,
    released,
    table,
    timed_out,
)


def evidence(*events: Event | list[Event], every_s: float = 0.0, **outputs: str) -> RecordedEvidence:
    written = {name.replace("_", "."): text for name, text in outputs.items()}
    return RecordedEvidence(a_record(*events, plan=a_plan(every_s=every_s), outputs=written))


def test_a_record_of_nothing_knows_nothing() -> None:
    nothing = evidence()
    first = nothing.fleet("clients")[0]
    assert (nothing.released, nothing.cut_short, nothing.faults, nothing.steps) == (None, False, (), ())
    looks = [
        nothing.table("server", "end"),
        nothing.counters("server", "end"),
        nothing.file("server", "/a"),
        nothing.connection("server", 80, "end"),
        nothing.stop("server"),
    ]
    times = [nothing.elapsed_s(first), nothing.waiting_s(first), nothing.waited_s(first)]
    assert [*looks, *times, nothing.span_s((first,)), nothing.skew_s((first,))] == [None] * 10
    assert list(nothing.lines("server", "stdout")) == []


def test_observations_are_found_by_host_and_moment() -> None:
    counters = CountersSeen(at_s=1, host="server", moment="1.5", counters={"a": 1})
    stop = StopSeen(at_s=2, host="server", signal="TERM", waited_s=1.0, took_s=0.5, code=0)
    file = FileSeen(at_s=3, host="server", path="/a", size=1)
    known = evidence(counters, stop, file, table())
    assert known.counters("server", "1.5") == counters
    assert known.counters("server", "end") is None
    assert known.stop("server") == stop
    assert known.file("server", "/a") == file
    assert known.table("server", "end") == table()


def test_the_file_of_a_client_that_was_cut_off_is_not_known() -> None:
    seen = FileSeen(at_s=3, host="clients-1", path="a-1", size=1)
    assert evidence(seen, exited("clients-1")).file("clients-1", "a-1") == seen
    assert evidence(seen, timed_out("clients-1")).file("clients-1", "a-1") == seen
    cut_off = evidence(seen, exited("clients-1", 143, stopped=True)).file("clients-1", "a-1")
    assert cut_off is not None
    assert (cut_off.is_there, cut_off.trouble) == (None, "the client was stopped")


@pytest.mark.parametrize("event", [Interrupted(at_s=1.0), Troubled(at_s=1.0, message="no engine")])
def test_an_interruption_and_an_error_of_the_lab_cut_a_run_short(event: Event) -> None:
    assert evidence(event).cut_short


def test_the_logs_of_a_host_are_the_files_that_exist_or_else_the_events() -> None:
    known = evidence(server_stdout="x")
    assert known.logs("server", "stdout", "stderr") == (log_name("server", "stdout"),)
    assert known.logs("server", "stderr") == (EVENTS,)


def test_steps_that_were_played_are_kept_in_order() -> None:
    faults = [FaultDone(at_s=at, step=1, name="kill server", host="server") for at in (1.0, 2.0)]
    assert evidence(*faults).faults == tuple(faults)


def test_texts_of_no_client_know_the_run_and_its_hosts() -> None:
    assert evidence().variables == {"seed": "1", "run": "testrun1", "hosts.server": "server"}


def test_a_client_behind_a_gate_is_timed_by_the_gate_and_not_by_the_engine() -> None:
    end = exited("clients-1", ran=(0.0, 99.0))
    known = evidence(behind_gate("clients-1", 10.0, 12.5), end)
    assert known.elapsed_s(known.fleet("clients")[0]) == 2.5


def test_a_client_without_a_gate_is_timed_by_the_engine_unless_it_was_stopped() -> None:
    known = evidence(exited("clients-1", ran=(3.0, 7.0)), exited("clients-2", stopped=True, ran=(3.0, 9.0)))
    assert [known.elapsed_s(client) for client in known.fleet("clients")] == [4.0, None]


def test_a_gated_client_whose_gate_says_nothing_is_not_timed() -> None:
    known = evidence(gated("clients-1"), exited("clients-1", ran=(3.0, 7.0)))
    assert known.elapsed_s(known.fleet("clients")[0]) is None


def test_times_of_two_clocks_are_not_compared() -> None:
    known = evidence(behind_gate("clients-1", 10.0, 12.0), exited("clients-2", ran=(10.0, 13.0)))
    assert known.span_s(known.fleet("clients")) is None
    assert known.skew_s(known.fleet("clients")) is None


def test_a_span_is_from_the_first_release_to_the_last_end() -> None:
    known = evidence(behind_gate("clients-1", 10.0, 12.0), behind_gate("clients-2", 10.5, 11.0))
    assert known.span_s(known.fleet("clients")) == 2.0


def test_a_planned_delay_is_not_part_of_the_skew() -> None:
    known = evidence(behind_gate("clients-1", 10.0, 12.0), behind_gate("clients-2", 11.25, 13.0), every_s=1.0)
    assert known.skew_s(known.fleet("clients")) == 0.25


def test_where_there_is_a_journal_the_start_is_the_connect_call() -> None:
    known = evidence(
        behind_gate("clients-1", 10.0, 12.0),
        behind_gate("clients-2", 10.0, 12.0),
        noted("clients-1", "connect", conn="a", began=10.125),
        noted("clients-2", "connect", conn="a", began=10.625),
    )
    assert known.skew_s(known.fleet("clients")) == 0.5


def test_a_wait_is_from_the_connect_call_to_the_first_reply() -> None:
    known = evidence(
        noted("clients-1", "connect", conn="a", began=10.0),
        noted("clients-1", "received", conn="a", clock=10.5, data="x"),
        noted("clients-1", "received", conn="a", clock=11.0, data="y"),
        noted("clients-2", "connect", conn="a"),
    )
    assert [known.waiting_s(client) for client in known.fleet("clients")] == [0.5, None]


def test_a_client_that_never_ended_waited_from_its_own_release_to_the_timeout() -> None:
    known = evidence(released(), timed_out("clients-2", 30.0), every_s=4.0)
    assert [known.waited_s(client) for client in known.fleet("clients")] == [None, 26.0]
