"""A test that fails among others gets one more chance by itself, and no more than that."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.again import ALONE, run

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.parametrize(
    ("statuses", "calls", "status"),
    [([0], 1, 0), ([1, 0], 2, 0), ([1, 1], 2, 1), ([2], 1, 2), ([5], 1, 5), ([1, 5], 2, 5)],
)
def test_only_failed_tests_are_run_again_and_once(statuses: list[int], calls: int, status: int) -> None:
    given: list[Sequence[str]] = []

    def call(arguments: Sequence[str]) -> int:
        given.append(arguments)
        return statuses[len(given) - 1]

    assert run(["-m", "docker", "-n", "3"], call) == status
    assert given == [["-m", "docker", "-n", "3"], ["-m", "docker", "-n", "3", *ALONE]][:calls]


def test_coverage_of_the_second_call_is_added_to_that_of_the_first() -> None:
    given: list[Sequence[str]] = []

    def call(arguments: Sequence[str]) -> int:
        given.append(arguments)
        return 2 - len(given)

    run(["--cov"], call)
    run(["--cov", "--cov-append"], call)
    assert given[1] == ["--cov", "--cov-append", *ALONE]
    assert given[2] == ["--cov", "--cov-append"]


TESTS = """
import pathlib
def test_good(): pass
def test_first_time():
    before = pathlib.Path("before")
    seen = before.exists()
    before.touch()
    assert seen
def test_bad(): assert {bad}
"""


@pytest.mark.processes
@pytest.mark.parametrize(("bad", "status"), [("True", 0), ("False", 1)])
def test_with_real_tests_on_several_workers(tmp_path: Path, bad: str, status: int) -> None:
    (tmp_path / "test_it.py").write_text(TESTS.replace("{bad}", bad), encoding="utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    done = subprocess.run(
        [sys.executable, "-m", "tests.again", "-q", "-n", "2", "--rootdir", str(tmp_path), "test_it.py"],
        cwd=tmp_path,
        env=environment | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == status, done.stdout + done.stderr
    first, again = done.stdout.split("Each test that failed is run once more, by itself:")
    assert "test_first_time" in first
    assert ("1 passed" if status == 0 else "1 failed, 1 passed") in again
