"""The command line as a user runs it, in a folder of the test's own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]

NO_ENGINE: dict[str, Any] = {"DOCKER_HOST": "unix:///nowhere/docker.sock"}


@dataclass
class Answer:
    code: int
    out: str
    err: str


def ask(
    folder: Path, *arguments: str, timeout_s: float = 60, environment: Mapping[str, str] | None = None
) -> Answer:
    done = subprocess.run(
        [sys.executable, "-m", "scenarios", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), **(environment or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=timeout_s,
        check=False,
    )
    return Answer(done.returncode, done.stdout, done.stderr)
