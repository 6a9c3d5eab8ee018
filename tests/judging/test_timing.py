"""When clients began and ended whose gate became their program."""

from __future__ import annotations

from typing import Any

import pytest

from socketlab.events import Event
from socketlab.judging.evidence import RecordedEvidence
from tests.records import a_plan, a_record, behind_gate, exited, gated, noted, released


def became(host: str, began: float, **wall: Any) -> list[Event]:
    """A client released at a moment of the lab's clock, by a gate that became its program."""
    return [gated(host), noted(host, "released", "gate", clock=began, **wall)]


def evidence(*events: Event | list[Event]) -> RecordedEvidence:
    return RecordedEvidence(a_record(released(), *events, plan=a_plan()))


def test_the_engines_end_counts_from_the_release_and_is_coarse() -> None:
    known = evidence(
        became("clients-1", 100.0, wall=5000.5),
        exited("clients-1", ran=(4990.0, 5002.5)),
        became("clients-2", 100.25, wall=5000.75),
        exited("clients-2", ran=(4990.0, 5001.0)),
    )
    clients = known.fleet("clients")
    assert [known.elapsed_s(client) for client in clients] == [2.0, 0.25]
    assert (known.span_s(clients), known.elapsed_error_s(clients)) == (2.0, 0.1)
    assert (known.skew_s(clients), known.skew_error_s(clients)) == (0.25, 0.0)


def test_beside_gates_that_see_the_end_the_lab_has_one_clock() -> None:
    foreign = [*became("clients-2", 100.5, wall=5000.5), exited("clients-2", ran=(4990.0, 5003.0))]
    known = evidence(behind_gate("clients-1", 100.0, 101.0), foreign)
    assert known.span_s(known.fleet("clients")) == 3.0


@pytest.mark.parametrize(
    ("wall", "end"),
    [
        ({}, exited("clients-1", ran=(1.0, 2.0))),
        ({"wall": "late"}, exited("clients-1", ran=(1.0, 2.0))),
        ({"wall": 1.0}, exited("clients-1")),
        ({"wall": 1.0}, exited("clients-1", stopped=True, ran=(1.0, 2.0))),
        ({"wall": 1.0}, []),
    ],
)
def test_without_both_clocks_or_an_end_of_its_own_there_is_no_time(
    wall: dict[str, Any], end: Event | list[Event]
) -> None:
    known = evidence(became("clients-1", 100.0, **wall), end)
    assert known.elapsed_s(known.fleet("clients")[0]) is None


def test_releases_and_connects_are_told_apart() -> None:
    known = evidence(
        behind_gate("clients-1", 100.0, 102.0),
        behind_gate("clients-2", 100.125, 102.0),
        noted("clients-1", "connect", conn="a", began=100.25),
        noted("clients-2", "connect", conn="a", began=101.0),
    )
    clients = known.fleet("clients")
    assert (known.skew_s(clients), known.release_skew_s(clients)) == (0.75, 0.125)


def test_a_release_that_is_missing_leaves_their_skew_unknown() -> None:
    known = evidence(behind_gate("clients-1", 100.0, 102.0))
    assert known.release_skew_s(known.fleet("clients")) is None
    known = evidence(became("clients-1", 100.0), noted("clients-2", "released", "gate"))
    assert known.release_skew_s(known.fleet("clients")) is None


@pytest.mark.parametrize(("began", "possible"), [(102.05, True), (102.2, False), (99.9, False)])
def test_a_journal_may_go_on_for_the_engines_error_beyond_the_end(began: float, *, possible: bool) -> None:
    foreign = [*became("clients-1", 100.0, wall=5000.0), exited("clients-1", ran=(4990.0, 5002.0))]
    known = evidence(foreign, noted("clients-1", "connect", conn="a", began=began))
    first = known.fleet("clients")[:1]
    assert (known.skew_s(first) is not None) == possible
