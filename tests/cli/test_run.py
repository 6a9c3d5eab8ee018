"""``run`` as far as it goes without an engine."""

from __future__ import annotations

from pathlib import Path

from tests.cli.asking import NO_ENGINE, ask


def test_settings_that_leave_no_run_are_told_and_exit_5(tmp_path: Path) -> None:
    answer = ask(tmp_path, "run", "parallel-echo", "--set", "server=${nosuch}", **NO_ENGINE)
    assert answer.code == 5
    assert answer.err == (
        'error: no run of "parallel-echo" is left with --set server=${nosuch}'
        " (give each --set a value that the scenario can use)\n"
    )
    assert list(tmp_path.iterdir()) == []
