"""What a real run leaves is valid by the published schemas."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from socketlab.record.codec import KINDS
from socketlab.report.json_result import JSONResult
from socketlab.report.schemas import events_schema, result_schema
from socketlab.wiring import report_of
from tests.run.harness import play, scenario

ROOT = Path(__file__).resolve().parents[2]
FIRST_RELEASE = ROOT / "tests/golden/first-release"

RESULTS, LINES = Draft202012Validator(result_schema()), Draft202012Validator(events_schema())


def test_the_schemas_are_schemas() -> None:
    for schema in (result_schema(), events_schema()):
        Draft202012Validator.check_schema(schema)
    assert set(KINDS) <= set(events_schema()["$defs"])


def test_the_files_of_a_run_are_valid(tmp_path: Path) -> None:
    play(tmp_path, scenario(more="checks: [{output: {fleet: clients, contains: never}}]"))
    RESULTS.validate(json.loads(JSONResult().write(report_of(tmp_path))))
    lines = [json.loads(line) for line in (tmp_path / "events.jsonl").read_text().splitlines()]
    assert len(lines) > 5
    for line in lines:
        LINES.validate(line)


def test_the_events_of_the_first_release_are_valid() -> None:
    for line in (FIRST_RELEASE / "events.jsonl").read_text().splitlines():
        LINES.validate(json.loads(line))


def test_keys_and_events_that_a_reader_does_not_know_are_valid() -> None:
    LINES.validate({"at_s": 1.0, "event": "ready", "host": "server", "how": "log", "new": [1]})
    LINES.validate({"at_s": 1.0, "event": "something-new"})


@pytest.mark.parametrize(
    "line",
    [
        {"event": "ready", "host": "server", "how": "log"},
        {"at_s": 1.0, "event": "ready", "host": 5, "how": "log"},
        {"at_s": 1.0, "event": "ready", "host": "server"},
        {"at_s": 1.0, "event": "exited", "host": "server", "code": "0"},
    ],
)
def test_a_line_that_lacks_a_key_or_has_another_type_is_not_valid(line: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        LINES.validate(line)
