"""``make release`` refuses what is not fit to be published."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from socketlab import __version__

pytestmark = pytest.mark.processes

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A repository with what a release looks at, all of it committed."""
    folder = tmp_path / "clone"
    for name in (".ci/release.py", "CHANGELOG.md", "socketlab/__init__.py"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes((ROOT / name).read_bytes())
    git(folder, "init", "--quiet")
    commit(folder)
    return folder


def git(folder: Path, *arguments: str) -> None:
    author = ("-c", "user.name=a", "-c", "user.email=a@example.org")
    subprocess.run(["git", *author, *arguments], cwd=folder, check=True, capture_output=True)


def commit(folder: Path) -> None:
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "all")


def release(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, ".ci/release.py"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_changes_that_are_not_committed_are_named(clone: Path) -> None:
    (clone / "CHANGELOG.md").write_text("changed", encoding="utf-8")
    (clone / "new.py").touch()

    done = release(clone)

    assert (done.returncode, done.stderr) == (1, "refused: not committed: CHANGELOG.md, new.py\n")
    assert not (clone / "dist").exists()


@pytest.mark.parametrize("heading", ["## Unreleased", f"## {__version__}", f"## {__version__}1 - 2026-11-25"])
def test_a_changelog_without_the_version_and_its_date_is_refused(clone: Path, heading: str) -> None:
    (clone / "CHANGELOG.md").write_text(f"# Changelog\n\n{heading}\n", encoding="utf-8")
    commit(clone)

    done = release(clone)

    assert (done.returncode, done.stderr) == (
        1,
        f"refused: CHANGELOG.md has no section for {__version__} with its date\n",
    )
    assert not (clone / "dist").exists()


def test_where_the_changelog_has_the_version_the_next_step_is_to_build(clone: Path) -> None:
    done = release(clone)

    assert done.returncode == 1
    assert "-m build --no-isolation failed" in done.stderr, "there is nothing to build in this clone"
