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


@pytest.mark.parametrize("command", [("sh", "-c", "exit 3"), ("/no/such/program",)])
def test_the_note_of_the_exit_says_what_the_command_had_of_the_processors(command: tuple[str, ...]) -> None:
    _, notes, _ = behind_gate(*command)
    figures = [notes[-1][name] for name in ("waited", "used", "machine_used")]
    assert all(isinstance(figure, float) and 0 <= figure < 30 for figure in figures)


def test_a_command_that_shares_one_processor_with_others_has_waited_for_it() -> None:
    one = min(os.sched_getaffinity(0))
    busy = "import os, time\nend = time.process_time() + 0.3\nwhile time.process_time() < end: pass"
    held = f"import os\nos.sched_setaffinity(0, {{{one}}})\n"
    beside = [subprocess.Popen([sys.executable, "-c", f"{held}while True: pass"]) for _ in range(2)]
    try:
        code, notes, _ = behind_gate(sys.executable, "-c", held + busy)
    finally:
        for process in beside:
            process.kill()
            process.wait()
    took = float(str(notes[1]["clock"])) - float(str(notes[0]["clock"]))
    waited, used = (float(str(notes[1][name])) for name in ("waited", "used"))
    assert code == 0
    assert used >= 0.3
    assert 0.2 < waited < took


def test_a_command_that_sleeps_has_not_waited_for_a_processor() -> None:
    _, notes, _ = behind_gate("sleep", "0.5")
    assert float(str(notes[1]["waited"])) < 0.25
