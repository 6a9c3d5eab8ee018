"""Lines are whole and harmless, and nothing of the package prints in another way."""

from __future__ import annotations

import ast
import json
import sys
import threading
from pathlib import Path

import pytest

from socketlab.console import say, say_json

ROOT = Path(__file__).resolve().parents[1]

ELSEWHERE = {
    "socketlab/runtimes/docker/probe.py": "a program of its own, inside a container",
    "socketlab/runtimes/docker/fetch.py": "a program of its own, inside a container",
    "socketlab/runtimes/docker/descriptors.py": "likewise",
    "socketlab/starter/example/": "programs of the user's own",
}
"""Who may print in another way, and why."""


def test_a_line_is_printed_without_what_acts_on_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    say("a\x1b[2J\x07\x9b31m\u202e\u2028b\nPASS  c")
    say("caf\udce9", error=True)
    shown = capsys.readouterr()
    assert shown.out == "a\\x1b[2J\\x07\\x9b31m\\u202e\\u2028b\\nPASS  c\n"
    assert shown.err == "caf\\xe9\n"


def test_json_is_ascii_and_means_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    value = {"a": "\x9b\u202e\n\u00e9"}
    say_json(value, indent=None)
    shown = capsys.readouterr().out
    assert shown.isascii()
    assert shown.count("\n") == 1
    assert json.loads(shown) == value


def test_lines_from_several_threads_stay_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    line = "x" * 100
    with (tmp_path / "out").open("w", encoding="utf-8") as out:
        monkeypatch.setattr(sys, "stdout", out)
        threads = [threading.Thread(target=lambda: [say(line) for _ in range(300)]) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert (tmp_path / "out").read_text(encoding="utf-8") == f"{line}\n" * 1200


def prints(source: str) -> list[int]:
    """The lines on which a module prints."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    return [call.lineno for call in calls if isinstance(call.func, ast.Name) and call.func.id == "print"]


def test_nothing_else_prints() -> None:
    found = []
    for file in sorted((ROOT / "socketlab").rglob("*.py")):
        name = file.relative_to(ROOT).as_posix()
        if not name.startswith(tuple(ELSEWHERE)):
            found += [f"{name}:{line}" for line in prints(file.read_text(encoding="utf-8"))]
    assert found == []


def test_a_print_is_found() -> None:
    assert prints("import sys\nprint(1)\n") == [2]
