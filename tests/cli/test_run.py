"""``run`` as far as it goes without an engine."""

from __future__ import annotations

from pathlib import Path

from tests.cli.asking import NO_ENGINE, ask


def test_a_setting_that_refers_to_nothing_is_an_error(tmp_path: Path) -> None:
    answer = ask(tmp_path, "run", "parallel-echo", "--set", "server=${nosuch}", environment=NO_ENGINE)
    assert answer.code == 4
    assert answer.err == (
        'error: --set server=${nosuch}: no variable "nosuch" (write "$${" for the text itself)\n'
    )
    assert list(tmp_path.iterdir()) == []
