"""What a person sees on a terminal."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys

import pytest

from tests.system.shell import Shell

pytestmark = [pytest.mark.docker, pytest.mark.spread]


def on_a_terminal(shell: Shell, *arguments: str) -> tuple[int, str]:
    """Run the command line on a pseudo-terminal; its exit status and all it drew."""
    master, slave = pty.openpty()
    environment = {**shell.environment, "TERM": "xterm-256color", "COLUMNS": "100", "LINES": "40"}
    process = subprocess.Popen(
        [sys.executable, "-m", "scenarios", *arguments],
        cwd=shell.folder,
        env=environment,
        stdin=slave,
        stdout=slave,
        stderr=slave,
    )
    os.close(slave)
    drawn = b""
    while True:
        try:
            block = os.read(master, 65536)
        except OSError:  # the other side is closed
            break
        if not block:
            break
        drawn += block
    os.close(master)
    return process.wait(timeout=10), drawn.decode(errors="replace")


def without_colours(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text)


def test_a_line_for_each_client_moves_through_its_states_and_the_last_line_has_the_verdict(
    shell: Shell,
) -> None:
    code, drawn = on_a_terminal(
        shell, "run", "parallel-echo", "--set", "server=thread-server", "--set", "clients=3"
    )
    assert code == 0
    text = without_colours(drawn)
    for number in (1, 2, 3):
        for state in ("running", "exited 0"):
            assert re.search(rf"clients-{number}\s+{state}", text), (number, state)
    assert re.search(r"running\s+\d\.\d\ds", text)
    last = text.strip().splitlines()[-1]
    assert last.startswith("PASS")
    assert (shell.folder / last.split()[-1] / "result.json").is_file()


def test_a_failed_check_is_shown_with_expected_seen_and_evidence(shell: Shell) -> None:
    scenario = """
hosts: {server: {service: echo-server}}
fleets: {clients: {service: client, command: [echo-client, server, "hello"]}}
checks: [{output: {fleet: clients, contains: "psst"}}]
"""
    code, drawn = on_a_terminal(shell, "run", shell.file("wrong.yaml", scenario))
    text = without_colours(drawn)
    assert code == 1
    assert re.search(r"expected .*psst", text)
    assert re.search(r"evidence runs/wrong/\S+/logs/clients-1\.stdout\.log", text)
    assert text.strip().splitlines()[-1].startswith("FAIL")
