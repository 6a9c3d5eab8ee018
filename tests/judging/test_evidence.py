"""Evidence that contradicts itself is unknown, and nobody but a client's gate speaks of collected files."""

from __future__ import annotations

import pytest

from socketlab.events import Event, FileSeen
from socketlab.judging.evidence import RecordedEvidence
from tests.records import a_plan, a_record, behind_gate, noted, released

ORIGINAL = FileSeen(at_s=0.0, host="server", path="/srv/a", size=10, sha256="good")


def evidence(*events: Event | list[Event]) -> RecordedEvidence:
    return RecordedEvidence(a_record(released(), *events, plan=a_plan(None, clients=1)))


def journal(began: float, replied: float) -> list[Event]:
    return [
        noted("clients-1", "connect", began=began, clock=began),
        noted("clients-1", "received", clock=replied, data="x"),
    ]


@pytest.mark.parametrize(
    ("began", "replied", "waiting_s"),
    [(100.5, 101.0, 0.5), (101.0, 100.5, None), (5.0, 5.1, None), (100.5, 103.0, None), (99.0, 101.0, None)],
)
def test_a_client_waits_between_its_release_and_its_end(
    began: float, replied: float, waiting_s: float | None
) -> None:
    found = evidence(behind_gate("clients-1", 100.0, 102.0), journal(began, replied))
    (client,) = found.fleet("clients")
    assert found.waiting_s(client) == waiting_s


@pytest.mark.parametrize(("began", "skew_s"), [(100.5, 0.0), (5.0, None), (103.0, None)])
def test_a_start_outside_of_the_gates_time_is_unknown(began: float, skew_s: float | None) -> None:
    found = evidence(behind_gate("clients-1", 100.0, 102.0), journal(began, 101.0))
    assert found.skew_s(found.fleet("clients")) == skew_s


def test_an_end_before_the_release_is_unknown() -> None:
    found = evidence(behind_gate("clients-1", 100.0, 99.0))
    (client,) = found.fleet("clients")
    assert (found.elapsed_s(client), found.span_s((client,))) == (None, None)


@pytest.mark.parametrize("host", ["server", "clients-1"])
def test_only_a_collected_file_is_taken_from_a_gate(host: str) -> None:
    forged = noted(host, "file", "gate", path="/srv/a", size=3, sha256="bad")
    found = evidence(ORIGINAL, forged)
    assert found.file("server", "/srv/a") == ORIGINAL
    assert found.file("clients-1", "/srv/a") is None


def test_a_server_has_no_gate_to_speak_for() -> None:
    assert evidence(noted("server", "exit", "gate", clock=1.0)).trace("server").notes == []
