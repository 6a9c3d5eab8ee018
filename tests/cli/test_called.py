"""Hints name the command as it was called."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from socketlab.cli import lab
from socketlab.cli.app import VERBS
from socketlab.cli.called import MOST_PROBLEMS, as_called, program, tell_problems, to_paste
from socketlab.cli.called import VERBS as KNOWN
from socketlab.errors import Problem


@pytest.mark.parametrize(
    ("started", "name"),
    [
        ("/usr/bin/socketlab", "socketlab"),
        ("/somewhere/scenarios/__main__.py", "python -m scenarios"),
        ("/somewhere/socketlab/__main__.py", "python -m socketlab"),
        ("/somewhere/pytest/__main__.py", "socketlab"),
    ],
)
def test_the_name_follows_how_the_process_was_started(started: str, name: str) -> None:
    assert program(started) == name


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("run socketlab clean", "run CALLED clean"),
        ("PORT=1 socketlab lab up", "PORT=1 CALLED lab up"),
        ("socketlab run x; socketlab list", "CALLED run x; CALLED list"),
        ("install socketlab again", "install socketlab again"),
        ("socketlab lists", "socketlab lists"),
        ("--filter label=io.socketlab run", "--filter label=io.socketlab run"),
        ("bin/socketlab run", "bin/socketlab run"),
    ],
)
def test_only_the_command_is_renamed(text: str, shown: str) -> None:
    assert as_called(text, "CALLED") == shown


def test_every_verb_is_renamed() -> None:
    assert {*VERBS, "lab"} - set(KNOWN) == set()
    assert lab.VERBS


def test_a_command_to_paste_has_a_path_where_the_environment_is_not_activated(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = Path(sys.executable).parent
    monkeypatch.setattr(sys, "argv", ["x/scenarios/__main__.py"])
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert to_paste("list") == f"{sys.executable} -m scenarios list"

    monkeypatch.chdir(folder.parent)
    assert to_paste("list") == f"{folder.name}/{Path(sys.executable).name} -m scenarios list"

    monkeypatch.setenv("PATH", str(folder))
    assert to_paste("list") == "python -m scenarios list"

    monkeypatch.setattr(sys, "argv", ["x/socketlab"])
    assert to_paste("run parallel-echo") == "socketlab run parallel-echo"


def test_of_very_many_problems_the_first_are_printed_and_their_number(
    capsys: pytest.CaptureFixture[str],
) -> None:
    tell_problems([Problem("a.yaml", line, 1, "x", "is wrong") for line in range(1, MOST_PROBLEMS + 3)])
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "a.yaml:1:1 x: is wrong"
    assert len(lines) == MOST_PROBLEMS + 1
    assert lines[-1] == "... and 2 more problems"
