"""Events as lines, and a stored record read again."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socketlab import events
from socketlab.events import (
    Event,
    Noted,
    Ready,
    from_json,
    to_json,
)
from tests.events import EVERY


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


# errors
