"""The gate's own process: a command that cannot be started is reported in a sealed note."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from socketlab.record.credentials import is_sealed

pytestmark = pytest.mark.processes

ROOT = Path(__file__).resolve().parents[3]
KEY = b"k" * 32


def behind_gate(*command: str) -> tuple[int, list[dict[str, object]], str]:
    """Run a command behind a gate that is released at once: status, sealed notes, ordinary output."""
    order = {"release": time.monotonic(), "collect": [], "key": KEY.hex(), "nonce": ""}
    done = subprocess.run(
        [sys.executable, "-m", "services.lab.gate", *command],
        cwd=ROOT,
        env={**os.environ, "SOCKETLAB_GATE": "1"},
        input=json.dumps(order).encode() + b"\n",
        capture_output=True,
        timeout=30,
        check=False,
    )
    lines = done.stderr.splitlines()
    notes = [json.loads(line) for line in lines if is_sealed(line, KEY)]
    return done.returncode, notes, done.stderr.decode()


@pytest.mark.parametrize(
    ("command", "reason"),
    [("/no/such/program", "no such file or directory"), ("/etc/passwd", "permission denied")],
)
def test_a_command_that_cannot_be_started_is_in_the_note_of_the_exit(command: str, reason: str) -> None:
    code, notes, err = behind_gate(command)
    assert code == 127
    assert [note["event"] for note in notes] == ["released", "exit"]
    assert (notes[1]["code"], notes[1]["trouble"]) == (127, f"{command}: {reason}")
    assert f"gate: cannot run '{command}'" in err


@pytest.mark.parametrize("status", [0, 3, 126, 127])
def test_a_command_that_ends_with_any_status_of_its_own_has_been_started(status: int) -> None:
    code, notes, _ = behind_gate("sh", "-c", f"exit {status}")
    assert code == status
    assert "trouble" not in notes[1]


def test_a_command_cannot_claim_that_it_was_not_started() -> None:
    script = "import os\nfor fd in range(3, 64):\n try: os.write(fd, b'x')\n except OSError: pass\n"
    code, notes, _ = behind_gate(sys.executable, "-c", script)
    assert code == 0
    assert "trouble" not in notes[1]
