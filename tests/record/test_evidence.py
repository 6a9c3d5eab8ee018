"""What is known of one host or client."""

from __future__ import annotations

from socketlab.record.evidence import Trace
from socketlab.record.journal import Connected, Received
from tests.records import exited


def test_a_client_is_complete_if_it_ended_by_itself_or_had_all_its_time() -> None:
    assert not Trace().is_complete
    assert Trace(exited=exited("clients-1")).is_complete
    assert not Trace(exited=exited("clients-1", stopped=True)).is_complete
    assert Trace(exited=exited("clients-1", stopped=True), timed_out_s=31.0).is_complete
    assert Trace(exited=exited("clients-1", stopped=True)).was_cut_off
    assert not Trace(exited=exited("clients-1", stopped=True), timed_out_s=31.0).was_cut_off
    assert not Trace(exited=exited("clients-1")).was_cut_off
    assert not Trace().was_cut_off


def test_notes_are_found_by_kind_and_role_in_order_of_arrival() -> None:
    first, second = Received(role="client", clock=2.0), Received(role="client", clock=1.0)
    trace = Trace(notes=[Connected(role="client"), Received(role="server"), first, second])
    assert trace.notes_of(Received, role="client") == [first, second]
    assert trace.first(Received, role="client") is first
    assert trace.first(Received, role="gate") is None
