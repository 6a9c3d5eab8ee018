"""``doctor``: what a machine lacks, each finding with what to do about it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests.cli.asking import NO_ENGINE, ask
from tests.cli.test_standard import in_a_shell


def test_without_an_engine_the_rest_is_still_examined(tmp_path: Path) -> None:
    answer = ask(tmp_path, "doctor", "--format", "json", environment=NO_ENGINE)
    findings = {finding["subject"]: finding for finding in json.loads(answer.out)}
    assert answer.code == 3
    assert findings["python"]["level"] == "ok"
    assert findings["engine"]["level"] == "fail"
    assert findings["engine"]["advice"]


def test_a_folder_that_was_deleted_is_a_finding(tmp_path: Path) -> None:
    line = f"mkdir gone && cd gone && rmdir ../gone && {sys.executable} -m scenarios doctor"
    answer = in_a_shell(tmp_path, line)
    assert answer.code == 3
    assert answer.err == ""
    assert "note  space: the current folder cannot be read: no such file or directory" in answer.out


@pytest.mark.docker
def test_nothing_is_wrong_with_a_machine_that_plays_runs(tmp_path: Path) -> None:
    answer = ask(tmp_path, "doctor")
    assert answer.code == 0, answer
    assert "fail" not in answer.out
