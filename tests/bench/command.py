"""The product as a user runs it: whole processes, evidence in a folder that goes afterwards."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
NO_LAB = "socketlab-bench-without-a-lab"

FLEET = """
name: bench
variables: {clients: 8}
hosts:
  server:
    service: thread-server
    environment: {SOCKETLAB_WORK_SECONDS: "0", SOCKETLAB_BACKLOG: "128"}
fleets:
  clients:
    service: client
    count: ${clients}
    command: [echo-client, server, "Hello from client ${index}"]
checks:
  - echo: {fleet: clients}
"""


class Bench:
    """A folder for scenarios and evidence."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="socketlab-bench-"))
        self.scenario = self.folder / "bench.yaml"
        self.scenario.write_text(FLEET, encoding="utf-8")

    def run(self, *arguments: str, lab: bool = False) -> dict[str, Any]:
        """Play a scenario in a process of its own; its result."""
        out = self.command("run", *arguments, "--format", "json", lab=lab)
        result: dict[str, Any] = json.loads(out.splitlines()[-1])
        if result["outcome"] != "pass":
            raise RuntimeError(f"the run did not pass: {result['checks']} {result['trouble']}")
        return result

    def private(self, clients: int = 8) -> dict[str, Any]:
        return self.run(str(self.scenario), "--set", f"clients={clients}")

    def standing(self) -> dict[str, Any]:
        return self.run("parallel-echo", "--set", "server=thread-server", lab=True)

    def command(self, *arguments: str, lab: bool = False) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "scenarios", *arguments],
            cwd=self.folder,
            env=self.environment(lab=lab),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{arguments} exited {done.returncode}: {done.stdout}{done.stderr}")
        return done.stdout

    @staticmethod
    def environment(*, lab: bool = False) -> dict[str, str]:
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)  # a user's second command finds compiled modules
        if not lab:
            environment["COMPOSE_PROJECT_NAME"] = NO_LAB
        return environment

    def compose(self) -> None:
        """The same nine hosts through Compose: up, then down."""
        program = ["docker-compose"] if shutil.which("docker-compose") else ["docker", "compose"]
        file = self.folder / "compose.yaml"
        file.write_text(
            """
services:
  server:
    image: socketlab/thread-server
    environment: {SOCKETLAB_WORK_SECONDS: "0", SOCKETLAB_BACKLOG: "128"}
  client:
    image: socketlab/client
    scale: 8
    command: [echo-client, server, hello]
""",
            encoding="utf-8",
        )
        for words in (["up", "-d"], ["down", "-t", "1"]):
            subprocess.run(
                [*program, "-p", "socketlab-bench", "-f", str(file), *words], capture_output=True, check=True
            )

    def close(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
