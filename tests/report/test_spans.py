"""What each host did, as spans."""

from __future__ import annotations

from socketlab.events import Event, Ready, Released, Started
from socketlab.report.spans import HostSpan, nested, offset_of, spans_of_hosts
from tests.records import a_record, exited, gated, noted, released


def spans(*events: Event) -> list[tuple[str, str, float, float]]:
    found = spans_of_hosts(a_record(*events))
    return [(each.host, each.name, round(each.begin_s, 6), round(each.end_s, 6)) for each in found]


def ready(host: str, at_s: float) -> Ready:
    return Ready(at_s=at_s, host=host, how="journal")


def test_a_client_starts_waits_connects_gets_a_reply_and_ends() -> None:
    assert spans(
        gated("clients-1"),
        ready("clients-1", 0.4),
        released(),
        noted("clients-1", "released", "gate", clock=100.0),
        noted("clients-1", "connect", clock=100.2, began=100.1, conn="a"),
        noted("clients-1", "sent", clock=100.3, conn="a", data="x"),
        noted("clients-1", "received", clock=100.4, conn="a", data="x", more=True),
        noted("clients-1", "received", clock=100.5, conn="a", data="x"),
        noted("clients-1", "closed", clock=100.6, conn="a", reason="eof"),
        exited("clients-1"),
    ) == [
        ("clients-1", "starting", 0.0, 0.4),
        ("clients-1", "gate", 0.4, 1.0),
        ("clients-1", "connect", 1.1, 1.2),
        ("clients-1", "reply", 1.3, 1.5),
        ("clients-1", "connection", 1.2, 1.6),
        ("clients-1", "running", 1.0, 9.0),
    ]


def test_without_a_clock_a_note_counts_from_its_arrival() -> None:
    early = noted("server", "connect", "server", conn="a")
    plain = Released(at_s=1.0, clients=2, clock=None)
    assert offset_of(a_record(plain)) is None
    assert spans(ready("server", 0.5), early, exited("server")) == [
        ("server", "connection", 0.0, 9.0),
        ("server", "running", 0.5, 9.0),
    ]


def test_what_was_going_on_when_the_record_ends_ends_with_it() -> None:
    begun = Started(at_s=0.1, host="server", placement="private", address="", gated=False)
    again = [ready("server", 0.3), ready("server", 0.7)]
    assert spans(begun, *again) == [("server", "starting", 0.1, 0.3), ("server", "running", 0.3, 0.7)]
    assert spans(begun, released()) == [("server", "running", 0.1, 1.0)]
    assert spans(noted("server", "ready", "server"), released()) == []


def test_notes_that_belong_to_nothing_are_no_spans() -> None:
    strange = [
        noted("clients-1", "released", "gate", clock=100.0),
        noted("clients-1", "received", clock=100.0, conn="b", data="x"),
        noted("clients-1", "closed", clock=100.0, conn="b"),
    ]
    assert spans(released(), *strange) == []


def a_span(begin_s: float, end_s: float) -> HostSpan:
    return HostSpan(host="server", name="connection", begin_s=begin_s, end_s=end_s)


def test_only_spans_that_contain_or_follow_each_other_share_a_row() -> None:
    whole, first, second, overlapping = a_span(0, 9), a_span(1, 3), a_span(3, 5), a_span(2, 4)
    assert list(nested([overlapping, second, first, whole])) == [
        (0, whole),
        (0, first),
        (1, overlapping),
        (0, second),
    ]
