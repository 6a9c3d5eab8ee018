"""Events as lines, written and read again."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socketlab.events import LONGEST_TEXT, Cleaned, Event, FaultDone, Noted, ProcessesSeen, Ready, Troubled
from socketlab.record.codec import KINDS, LONGEST_LINE, from_json, to_json
from tests.record.events import EVERY, ROW


def test_every_kind_of_event_has_an_example_here() -> None:
    assert {type(event) for event in EVERY} == set(KINDS.values())


@pytest.mark.parametrize("event", EVERY, ids=lambda event: event.kind)
def test_an_event_written_and_read_again_is_the_same(event: Event) -> None:
    line = to_json(event)
    assert from_json(line) == event
    assert line.isascii()
    assert "\n" not in line


def test_a_line_begins_with_when_and_what() -> None:
    event = Ready(at_s=0.0123456789, host="server", how="gate")
    assert to_json(event) == '{"at_s":0.012346,"event":"ready","host":"server","how":"gate"}'


FLAT = (
    st.none()
    | st.booleans()
    | st.integers(-(2**64), 2**64)
    | st.floats(-1e15, 1e15, allow_nan=False)
    | st.text(max_size=20)
)


@given(st.dictionaries(st.text(), FLAT, max_size=4))
def test_any_note_survives(note: dict[str, Any]) -> None:
    event = Noted(at_s=0.0, host="server", note=note)
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
        '{"event":"processes-seen","at_s":0,"host":"server","moment":"end","rows":5}',
        '{"event":"processes-seen","at_s":0,"host":"server","moment":"end","rows":[5]}',
        '{"event":"processes-seen","at_s":0,"host":"server","moment":"end","rows":[{"pid":1}]}',
        '{"event":"cleaned","at_s":0,"left":5}',
    ],
)
def test_what_is_no_event_says_so(line: str) -> None:
    with pytest.raises(ValueError, match=r"^not an event: "):
        from_json(line)


@pytest.mark.parametrize("event", EVERY, ids=lambda event: event.kind)
@pytest.mark.parametrize("value", [None, True, "x", 1.5, [1], {"x": "y"}, [{}]], ids=str)
def test_each_field_is_of_its_type_or_the_line_is_not_an_event(event: Event, value: Any) -> None:
    body = json.loads(to_json(event))
    for name in body.keys() - {"event"}:
        line = json.dumps(body | {name: value})
        try:
            read = from_json(line)
        except ValueError:
            continue
        assert from_json(to_json(read)) == read


@pytest.mark.parametrize(
    "at_s", ['"x"', "NaN", "1e999", "1" * 400, "null", "true", "[]", "[" * 100_000], ids=lambda text: text[:9]
)
def test_a_moment_is_a_finite_number(at_s: str) -> None:
    with pytest.raises(ValueError, match=r"^not an event: "):
        from_json(f'{{"event":"interrupted","at_s":{at_s}}}')


def test_what_is_nested_in_a_note_is_left_out() -> None:
    line = '{"event":"noted","at_s":0,"host":"server","note":{"a":[1],"b":{"c":2},"d":3}}'
    assert from_json(line) == Noted(at_s=0.0, host="server", note={"d": 3})


def test_a_long_text_is_cut_when_it_is_written() -> None:
    read = from_json(to_json(Troubled(at_s=0.0, message="x" * 100_000)))
    assert read == Troubled(at_s=0.0, message="x" * LONGEST_TEXT)


def test_what_utf_8_cannot_write_is_replaced() -> None:
    done = FaultDone(at_s=0.0, step=1, name="a\ud800", host="server", detail="\U0001f642")
    read = from_json(to_json(done))
    assert read == FaultDone(at_s=0.0, step=1, name="a?", host="server", detail="\U0001f642")
    left = from_json(to_json(Cleaned(at_s=0.0, left=("\ud800",))))
    assert left == Cleaned(at_s=0.0, left=("?",))


def test_a_table_that_is_too_long_to_be_read_again_is_not_written() -> None:
    line = to_json(ProcessesSeen(at_s=0.8, host="server", moment="end", rows=(ROW,) * 60_000))
    assert len(line) < LONGEST_LINE
    read = from_json(line)
    assert isinstance(read, ProcessesSeen)
    assert (read.rows, read.trouble) == (None, "the host has too many processes to record")


def test_a_long_table_is_written_whole() -> None:
    event = ProcessesSeen(at_s=0.8, host="server", moment="end", rows=(ROW,) * 5_000)
    assert from_json(to_json(event)) == event
