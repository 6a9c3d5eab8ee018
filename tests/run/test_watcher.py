"""What the watcher is told, and what it takes from the end of its input."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from socketlab.run import watcher
from socketlab.run.watcher import GOODBYE, read_order, write_order


def test_an_order_comes_back_as_it_was_written() -> None:
    path = ["/a b", "/c\nd".replace("\n", "-"), os.fsdecode(b"/odd\xff")]
    assert read_order(write_order("run1", "docker", path)) == ("run1", "docker", path)


def test_a_goodbye_leaves_nothing_to_do() -> None:
    assert read_order(write_order("run1", "docker", []) + GOODBYE) is None


@pytest.mark.parametrize("length", [0, 1, 8])
def test_an_order_that_was_cut_off_is_no_order(length: int) -> None:
    assert read_order(write_order("run1", "docker", ["/x"])[:length]) is None


def test_a_goodbye_that_was_cut_off_is_none() -> None:
    assert read_order(write_order("run1", "docker", []) + GOODBYE[:3]) == ("run1", "docker", [])


def ask(content: bytes) -> subprocess.CompletedProcess[str]:
    """The real program, told everything at once."""
    return subprocess.run(
        [sys.executable, "-I", "-S", watcher.__file__],
        input=content.decode("utf-8", "surrogateescape"),
        errors="surrogateescape",
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )


def package(folder: Path) -> list[str]:
    """Modules of the names that the watcher imports, which print what they are asked."""
    run, runtimes = folder / "socketlab/run", folder / "socketlab/runtimes"
    for each in (run, runtimes):
        each.mkdir(parents=True)
    (folder / "socketlab/__init__.py").touch()
    (run / "__init__.py").touch()
    (run / "cleaning.py").write_text("def remove_run(run, connect):\n    print(run, connect())\n")
    (runtimes / "__init__.py").write_text("def make_runtime(name):\n    return f'on {name}'\n")
    return [str(folder), *sys.path]


def test_an_end_without_a_goodbye_removes_the_run_with_what_the_player_imports(tmp_path: Path) -> None:
    path = package(tmp_path)
    done = ask(write_order("run1", "docker", path))
    assert (done.returncode, done.stdout, done.stderr) == (0, "run1 on docker\n", "")


def test_after_a_goodbye_it_imports_nothing(tmp_path: Path) -> None:
    path = package(tmp_path)
    done = ask(write_order("run1", "docker", path) + GOODBYE)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_while_it_waits_it_has_loaded_neither_the_package_nor_the_engines_sdk() -> None:
    process = subprocess.Popen([sys.executable, "-I", "-S", watcher.__file__], stdin=subprocess.PIPE)
    assert process.stdin is not None
    process.stdin.write(write_order("run1", "docker", sys.path))
    process.stdin.flush()
    try:
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(0.5)
        status = Path(f"/proc/{process.pid}/status").read_text()
        (resident,) = [line.split()[1] for line in status.splitlines() if line.startswith("VmRSS")]
        assert int(resident) < 16_000  # kB
    finally:
        process.stdin.write(GOODBYE)
        process.stdin.close()
        assert process.wait(5) == 0
