"""What the services write arrives typed; anything else is harmless."""

from __future__ import annotations

import json
import os
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.lab.gate import say
from services.lab.journal import Journal
from socketlab.record.journal import (
    VERSION,
    Closed,
    Connected,
    GateExit,
    GateFile,
    GateReleased,
    GateWaiting,
    Note,
    Processors,
    Ready,
    Received,
    Sent,
    as_line,
    parse,
    read_line,
)


def note(event: str, role: str = "client", **members: Any) -> dict[str, Any]:
    return {"socketlab": 1, "event": event, "role": role, "clock": 5.5, **members}


@pytest.mark.parametrize(
    ("raw", "parsed"),
    [
        (note("waiting", "gate"), GateWaiting(role="gate", clock=5.5)),
        (note("released", "gate"), GateReleased(role="gate", clock=5.5)),
        (note("exit", "gate", code=3), GateExit(role="gate", clock=5.5, code=3)),
        (
            note("exit", "gate", code=0, waited=0.5, used=1, machine_used=2.5),
            GateExit(
                role="gate",
                clock=5.5,
                code=0,
                processors=Processors(waited=0.5, used=1.0, machine_used=2.5),
            ),
        ),
        (
            note("exit", "gate", code=0, waited=-0.5, used=1, machine_used=2.5),
            GateExit(role="gate", clock=5.5, code=0),
        ),
        (
            note("file", "gate", path="a", size=5, sha256="abc"),
            GateFile(role="gate", clock=5.5, path="a", size=5, sha256="abc"),
        ),
        (
            note("file", "gate", path="a", trouble="no such file", missing=True),
            GateFile(role="gate", clock=5.5, path="a", error="no such file", missing=True),
        ),
        (note("ready", "server", port=50007), Ready(role="server", clock=5.5)),
        (
            note("connect", conn="1.2.3.4:5", began=5.25, port=50007),
            Connected(role="client", clock=5.5, conn="1.2.3.4:5", began=5.25, port=50007),
        ),
        (note("sent", conn=7, data="x"), Sent(role="client", clock=5.5, conn="7", data="x", size=1)),
        (note("sent", conn=7, size=9), Sent(role="client", clock=5.5, conn="7", size=9)),
        (note("sent", conn=7, size=-1), Sent(role="client", clock=5.5, conn="7")),
        (
            note("received", "server", conn="c", data="x", more=True, lost=2),
            Received(role="server", clock=5.5, conn="c", data="x", more=True, lost=2, size=1),
        ),
        (note("closed", conn="c", reason="eof"), Closed(role="client", clock=5.5, conn="c", reason="eof")),
    ],
)
def test_each_event_of_the_protocol_has_its_type(raw: dict[str, Any], parsed: Note) -> None:
    assert parse(raw) == parsed


@pytest.mark.parametrize(
    "raw",
    [
        note("window", "client", state="open"),
        note("waiting", "client"),
        note("connect", "gate"),
        note("file", "gate"),
        note("file", "gate", path=5),
        note("sent") | {"socketlab": VERSION + 1},
        note("sent") | {"event": ["sent"]},
    ],
)
def test_what_the_protocol_does_not_define_is_a_plain_note(raw: dict[str, Any]) -> None:
    assert parse(raw) == Note(role=raw["role"], clock=5.5)


@pytest.mark.parametrize("clock", [None, True, "5", float("nan"), float("inf"), 10**400, -1e300, [1]])
def test_a_clock_that_no_program_could_have_written_is_absent(clock: Any) -> None:
    assert parse(note("sent", clock=clock, began=clock)).clock is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(), inside, max_size=3),
    max_leaves=6,
)
MEMBERS = ("role", "clock", "lost", "conn", "began", "port", "data", "more", "path", "size", "code", "reason")


@given(
    st.sampled_from(["waiting", "exit", "file", "ready", "connect", "sent", "closed"]),
    st.dictionaries(st.sampled_from(MEMBERS), JSON),
)
def test_forged_notes_never_raise(event: str, members: dict[str, Any]) -> None:
    parsed = parse({"socketlab": 1, "event": event, **members})
    assert isinstance(parsed.role, str)
    assert isinstance(parsed.lost, int)


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"hello",
        b'{"socketlab',
        b'{"socketlab": 1}',
        b'{"other": 1, "event": "sent"}',
        b'{"socketlab":' * 9,
    ],
)
def test_a_line_that_is_not_a_note_is_left_to_the_log(line: bytes) -> None:
    assert read_line(line) is None


def test_a_line_nested_too_deep_is_left_to_the_log() -> None:
    assert read_line(b'{"socketlab": ' + b"[" * 100_000) is None


def test_what_a_program_writes_is_read_again() -> None:
    line = as_line("exit", role="gate", clock=1.5, code=2).encode()
    assert line.endswith(b"\n")
    raw = read_line(line.rstrip(b"\n"))
    assert raw is not None
    assert parse(raw) == GateExit(role="gate", clock=1.5, code=2)


def test_the_services_own_journal_is_understood() -> None:
    reading, writing = os.pipe()
    Journal("client", writing).note("sent", conn="c", data=b"\xffx" * 400)
    os.close(writing)
    with os.fdopen(reading, "rb") as lines:
        notes = [parse(json.loads(line)) for line in lines]
    sent = [each for each in notes if isinstance(each, Sent)]
    assert "".join(each.data for each in sent) == "\xffx" * 400
    assert [each.more for each in sent] == [True, False]
    assert all(each.role == "client" and each.clock and each.conn == "c" for each in sent)


def test_the_gates_own_notes_are_understood(capfd: pytest.CaptureFixture[str]) -> None:
    say("waiting")
    say("exit", code=4)
    notes = [parse(json.loads(line)) for line in capfd.readouterr().err.splitlines()]
    assert isinstance(notes[0], GateWaiting)
    assert isinstance(notes[1], GateExit)
    assert notes[1].code == 4
