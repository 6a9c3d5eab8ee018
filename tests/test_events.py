"""Events as lines, and a stored record read again."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socketlab import events
from socketlab.errors import InvalidFile, InvalidInput, LabError, Problem
from socketlab.events import (
    Began,
    Cleaned,
    ConnectionSeen,
    CountersSeen,
    Event,
    Exited,
    FaultDone,
    FileSeen,
    Interrupted,
    NetworkMade,
    Noted,
    ProcessesSeen,
    ProcessRow,
    Ready,
    Released,
    Started,
    StopSeen,
    TimedOut,
    Troubled,
    from_json,
    to_json,
)
from socketlab.judging.record import read_record
from socketlab.plan.stored import plan_to_json
from socketlab.record.layout import EVENTS, LOGS, PLAN, log_name
from tests.records import a_plan

ROW = ProcessRow(pid=1, parent=0, name="a b) c", state="S", threads=2)
EVERY: list[Event] = [
    Began(at_s=0.0, run="r", scenario="s", cell={"a": "b"}, seed=5, wall="2026-01-01T00:00:00.000Z"),
    NetworkMade(at_s=0.1, network="n", subnet="198.19.0.0/24"),
    Started(at_s=0.2, host="h", placement="private", address="198.19.0.2", gated=True),
    Ready(at_s=0.3, host="h", how="journal"),
    Released(at_s=0.4, clients=8, clock=None),
    Released(at_s=0.4, clients=8, clock=7123.25),
    Noted(at_s=0.5, host="h", note={"event": "sent", "data": "\u2028\x85\ud800 ü", "deep": [{"a": None}]}),
    Exited(at_s=0.6, host="h", code=None),
    Exited(at_s=0.6, host="h", code=137, out_of_memory=True, stopped=True, ran=(1.5, 2.25)),
    TimedOut(at_s=0.7, host="h"),
    ProcessesSeen(at_s=0.8, host="h", moment="0.0001", rows=(ROW, ROW)),
    ProcessesSeen(at_s=0.8, host="h", moment="end", rows=None, trouble="no shell"),
    CountersSeen(at_s=0.85, host="h", moment="end", counters={"TcpExtListenDrops": 3}),
    CountersSeen(at_s=0.85, host="h", moment="start", counters=None, trouble="no cat"),
    ConnectionSeen(at_s=0.86, host="h", moment="end", port=7, outcome="refused", took_s=0.25),
    ConnectionSeen(at_s=0.86, host="h", moment="1.5", port=7, outcome=None, trouble="no image"),
    StopSeen(at_s=0.88, host="h", signal="TERM", waited_s=2.0, took_s=0.5, code=0),
    StopSeen(at_s=0.88, host="h", signal="", waited_s=2.0, trouble="not running"),
    FileSeen(at_s=0.9, host="h", path="/a", size=5, sha256="abc"),
    FileSeen(at_s=0.9, host="h", path="/b", trouble="no such file", missing=True),
    FaultDone(at_s=0.97, step=1, name="clock server", host="h", detail="right again", undone=True),
    FaultDone(at_s=0.95, step=1, name="kill server", host="h", detail="KILL"),
    Troubled(at_s=1.0, message="no engine"),
    Interrupted(at_s=1.1),
    Cleaned(at_s=1.2, left=("a", "b")),
]


def test_every_kind_of_event_has_an_example_here() -> None:
    assert {type(event) for event in EVERY} == set(events._KINDS.values())


@pytest.mark.parametrize("event", EVERY, ids=lambda event: event.kind)
def test_an_event_written_and_read_again_is_the_same(event: Event) -> None:
    line = to_json(event)
    assert from_json(line) == event
    assert line.isascii()
    assert "\n" not in line


def test_a_line_begins_with_when_and_what() -> None:
    event = Ready(at_s=0.0123456789, host="h", how="gate")
    assert to_json(event) == '{"at_s":0.012346,"event":"ready","host":"h","how":"gate"}'


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(), inside, max_size=3),
    max_leaves=6,
)


@given(st.dictionaries(st.text(), JSON, max_size=4))
def test_any_note_survives(note: dict[str, Any]) -> None:
    event = Noted(at_s=0.0, host="h", note=note)
    assert from_json(to_json(event)) == event


@pytest.mark.parametrize("event", EVERY, ids=lambda event: event.kind)
def test_fields_of_a_later_version_are_dropped(event: Event) -> None:
    body = json.loads(to_json(event)) | {"of_a_later_version": 1}
    for row in body.get("rows") or []:
        row["of_a_later_version"] = 1
    assert from_json(json.dumps(body)) == event


@pytest.mark.parametrize(
    "line",
    [
        "",
        "{",
        "5",
        "null",
        '"ready"',
        "[]",
        "{}",
        '{"event":"unheard-of","at_s":0}',
        '{"event":["ready"],"at_s":0}',
        '{"event":"ready","at_s":0}',
        '{"event":"processes-seen","at_s":0,"host":"h","moment":"end","rows":5}',
        '{"event":"processes-seen","at_s":0,"host":"h","moment":"end","rows":[5]}',
        '{"event":"processes-seen","at_s":0,"host":"h","moment":"end","rows":[{"pid":1}]}',
        '{"event":"cleaned","at_s":0,"left":5}',
    ],
)
def test_what_is_no_event_says_so(line: str) -> None:
    with pytest.raises(ValueError, match=r"^not an event: "):
        from_json(line)


# a stored record


def stored(folder: Path, events_text: str, plan_text: str | None = None) -> Path:
    (folder / LOGS).mkdir()
    (folder / PLAN).write_text(plan_to_json(a_plan()) if plan_text is None else plan_text, encoding="utf-8")
    (folder / EVENTS).write_text(events_text, encoding="utf-8")
    return folder


def test_a_record_is_its_plan_its_events_and_what_hosts_wrote(tmp_path: Path) -> None:
    folder = stored(tmp_path, "".join(to_json(event) + "\n" for event in EVERY))
    (folder / log_name("server", "stdout")).write_bytes(b"caf\xe9\r\nx")
    record = read_record(folder)
    assert record.plan == a_plan()
    assert record.events == tuple(EVERY)
    assert record.output("server", "stdout") == "caf\ufffd\nx"
    assert record.output("server", "stderr") == ""


def test_a_plan_at_hand_is_not_read_again(tmp_path: Path) -> None:
    plan = a_plan(clients=3)
    assert read_record(stored(tmp_path, ""), plan=plan).plan is plan


@pytest.mark.parametrize("cut_off", ["", '{"at_s":0.0,"ev', to_json(EVERY[0])])
def test_a_line_that_was_cut_off_when_the_run_was_killed_is_left_out(tmp_path: Path, cut_off: str) -> None:
    assert read_record(stored(tmp_path, to_json(EVERY[1]) + "\n" + cut_off)).events == (EVERY[1],)


@pytest.mark.parametrize(
    ("events_text", "plan_text", "what"),
    [("not an event\n", None, "events"), ("", "{}", "plan"), ("", "not JSON", "plan")],
)
def test_a_record_that_cannot_be_read_says_so(
    tmp_path: Path, events_text: str, plan_text: str | None, what: str
) -> None:
    folder = stored(tmp_path, events_text, plan_text)
    with pytest.raises(InvalidInput) as raised:
        read_record(folder)
    assert str(raised.value) == (
        f'"{folder}" was stored by another version or damaged: its {what} cannot be read'
    )


def test_events_that_are_no_text_say_so(tmp_path: Path) -> None:
    folder = stored(tmp_path, "")
    (folder / EVENTS).write_bytes(b"\xff\xfe\n")
    with pytest.raises(InvalidInput, match="its events cannot be read"):
        read_record(folder)


def test_a_folder_without_a_run_says_what_to_name(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput) as raised:
        read_record(tmp_path)
    assert str(raised.value) == (
        f'no stored run in "{tmp_path}": no such file or directory (name a folder below runs/)'
    )


# errors


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (LabError("no network"), "no network"),
        (LabError("no network", hint="make one"), "no network (make one)"),
        (InvalidInput("no power", hint="take another", source="a.yaml"), "a.yaml: no power (take another)"),
    ],
)
def test_an_error_is_one_line_with_source_and_hint(error: Exception, line: str) -> None:
    assert str(error) == line


def test_problems_are_told_once_each_in_the_order_of_the_file() -> None:
    second, first = Problem("a.yaml", 7, 1, "b", "wrong"), Problem("a.yaml", 3, 2, "", "odd")
    error = InvalidFile((second, first, second))
    assert str(error) == "a.yaml:3:2 odd\na.yaml:7:1 b: wrong"
    assert error.exit_code == 4
