"""When a watcher is started, and whether it is told goodbye."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from socketlab.events import Cleaned
from socketlab.run import watcher
from socketlab.run.watching import Watching


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a program in the watcher's place writes all that it was told."""
    heard = tmp_path / "heard"
    program = tmp_path / "program.py"
    program.write_text(f"import sys\nopen({str(heard)!r}, 'wb').write(sys.stdin.buffer.read())\n")
    monkeypatch.setattr(watcher, "__file__", str(program))
    return heard


def end(watching: Watching) -> None:
    assert watching.process is not None
    assert watching.process.wait(10) == 0


def test_a_run_that_removed_all_says_goodbye_and_waits_for_the_watchers_end(told: Path) -> None:
    with Watching("run1", "docker", keep=False) as watching:
        watching.see(Cleaned(at_s=1.0))
    assert watching.process is not None
    assert watching.process.returncode == 0
    assert told.read_bytes().endswith(b"\n" + watcher.GOODBYE)


@pytest.mark.parametrize("left", [None, ("a network",)])
def test_a_run_that_left_something_or_never_came_so_far_says_nothing(
    told: Path, left: tuple[str, ...] | None
) -> None:
    with Watching("run1", "docker", keep=False) as watching:
        if left is not None:
            watching.see(Cleaned(at_s=1.0, left=left))
    end(watching)
    order = watcher.read_order(told.read_bytes())
    assert order is not None
    assert order[:2] == ("run1", "docker")
    assert all(Path(entry).is_absolute() for entry in order[2])


def test_an_error_in_the_run_says_nothing_either(told: Path) -> None:
    with pytest.raises(RuntimeError), Watching("run1", "docker", keep=False) as watching:
        raise RuntimeError
    end(watching)
    assert watcher.read_order(told.read_bytes()) is not None


@pytest.mark.parametrize(("runtime", "keep"), [("docker", True), ("fake", False)])
def test_what_stays_or_cannot_be_reached_from_another_process_is_not_watched(
    runtime: str, *, keep: bool
) -> None:
    with Watching("run1", runtime, keep=keep) as watching:
        assert watching.process is None


def test_a_watcher_that_cannot_be_started_or_has_died_does_not_disturb_the_run(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with Watching("run1", "docker", keep=False) as watching:
        assert watching.process is not None
        watching.process.kill()
        watching.process.wait(5)
        watching.see(Cleaned(at_s=1.0))
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with Watching("run1", "docker", keep=False) as watching:
        assert watching.process is None


def test_it_has_a_session_of_its_own_and_nothing_of_the_players_terminal(told: Path) -> None:
    with Watching("run1", "docker", keep=False) as watching:
        assert watching.process is not None
        pid = watching.process.pid
        seen = subprocess.run(
            ["ps", "-o", "sid=", "-p", str(pid)], capture_output=True, text=True, check=True
        )
        assert int(seen.stdout) == pid
        assert Path(f"/proc/{pid}/fd/1").readlink() == Path("/dev/null")
    end(watching)
    assert told.exists()
