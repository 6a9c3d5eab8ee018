"""Ctrl-C outside a run: one line, the interrupted status, no traceback."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("command", [["plan", "parallel-echo"], ["clean"], ["doctor"]])
def test_a_command_that_waits_for_a_silent_engine_can_be_interrupted(
    tmp_path: Path, command: list[str]
) -> None:
    address = tmp_path / "silent.sock"
    with socket.socket(socket.AF_UNIX) as silent:
        silent.bind(str(address))
        silent.listen()
        process = subprocess.Popen(
            [sys.executable, "-m", "scenarios", *command],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT), "DOCKER_HOST": f"unix://{address}"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        silent.settimeout(30)
        asked, _ = silent.accept()
        with asked:
            process.send_signal(signal.SIGINT)
            _, err = process.communicate(timeout=10)
    assert process.returncode == 2, err
    assert err.splitlines()[-1] == "error: interrupted"
    assert "Traceback" not in err
