"""``clean``: what is dead is listed and removed, what is being played is left alone."""

from __future__ import annotations

import json

import pytest

from socketlab.cli.app import run_command_line
from tests.cli.runtimes import ALIVE, DEAD, InMemory


def test_what_is_dead_is_removed_and_the_living_are_named(
    in_memory: list[InMemory], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_command_line(["clean"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "network    net  (run r1 of s1)",
        "not removed, still in progress: run r2",
        "removed 1 network",
    ]
    (runtime,) = in_memory
    assert runtime.there == [ALIVE]


def test_a_dry_run_removes_nothing(in_memory: list[InMemory], capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command_line(["clean", "--dry-run"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "would remove 1 network"
    (runtime,) = in_memory
    assert runtime.there == [DEAD, ALIVE]


def test_programs_get_a_list(in_memory: list[InMemory], capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command_line(["clean", "--dry-run", "--format", "json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["removed"] is False
    assert [item["name"] for item in answer["leftovers"]] == ["net"]
    assert len(in_memory) == 1


def test_where_nothing_is_dead_it_says_so(
    in_memory: list[InMemory], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(InMemory, "leftovers", lambda _self, _run: ())
    assert run_command_line(["clean"]) == 0
    assert capsys.readouterr().out == "nothing to clean\n"
    assert len(in_memory) == 1
