"""``schema`` prints what the reference has, for editors."""

from __future__ import annotations

import json
from pathlib import Path

from socketlab.spec.schema import scenario_schema
from tests.cli.asking import ask


def test_what_is_printed_is_the_schema_and_nothing_else(tmp_path: Path) -> None:
    answer = ask(tmp_path, "schema")
    assert (answer.code, answer.err) == (0, "")
    assert json.loads(answer.out) == json.loads(json.dumps(scenario_schema()))
