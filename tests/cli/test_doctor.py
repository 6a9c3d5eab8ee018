"""``doctor``: what a machine lacks, each finding with what to do about it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.asking import NO_ENGINE, ask


def test_without_an_engine_the_rest_is_still_examined(tmp_path: Path) -> None:
    answer = ask(tmp_path, "doctor", "--format", "json", **NO_ENGINE)
    findings = {finding["subject"]: finding for finding in json.loads(answer.out)}
    assert answer.code == 3
    assert findings["python"]["level"] == "ok"
    assert findings["engine"]["level"] == "fail"
    assert findings["engine"]["advice"]


@pytest.mark.docker
def test_nothing_is_wrong_with_a_machine_that_plays_runs(tmp_path: Path) -> None:
    answer = ask(tmp_path, "doctor")
    assert answer.code == 0, answer
    assert "fail" not in answer.out
