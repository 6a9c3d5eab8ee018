"""A run that was killed before its first event."""

from __future__ import annotations

from pathlib import Path

import pytest

from socketlab.errors import InvalidInput
from socketlab.judging.record import read_record
from socketlab.plan.stored import plan_to_json
from tests.records import a_plan


@pytest.mark.parametrize("events", [None, "", '{"at_s":0.0'])
def test_it_is_read_without_events_where_that_is_asked_for(tmp_path: Path, events: str | None) -> None:
    (tmp_path / "plan.json").write_text(plan_to_json(a_plan()), encoding="utf-8")
    if events is not None:
        (tmp_path / "events.jsonl").write_text(events, encoding="utf-8")
    assert read_record(tmp_path, partial=True).events == ()
    with pytest.raises(InvalidInput):
        read_record(tmp_path)
