"""The command line as a user runs it: a shell in a folder of its own, and what a command left."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.system.preloaded import preloaded

DECIDING = 3
"""Runs at most until one has a verdict."""


@dataclass
class Finished:
    code: int
    out: str
    err: str
    folder: Path

    @property
    def results(self) -> list[dict[str, Any]]:
        """The result of each run, from the JSON lines that ``--format json`` prints."""
        return [json.loads(line) for line in self.out.splitlines() if line.startswith("{")]


@dataclass
class Shell:
    """Runs the command line in a folder of its own, with no lab in sight unless one is named."""

    folder: Path
    environment: dict[str, str]

    def start(self, *arguments: str, own_group: bool = False) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "scenarios", *arguments],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            process_group=0 if own_group else None,
        )

    def run(self, *arguments: str, timeout: float = 100) -> Finished:
        finished = preloaded().run(
            arguments, folder=self.folder, environment=self.environment, timeout_s=timeout
        )
        return Finished(*finished, self.folder)

    def decide(self, *arguments: str) -> Finished:
        """Run, and again where the lab was too late itself: a busy machine leaves a verdict open."""
        for _ in range(DECIDING):
            finished = self.run(*arguments)
            if finished.code != 3 or " late itself" not in finished.out:
                break
        return finished

    def file(self, name: str, text: str) -> str:
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return str(path)
