"""The example of every fault and trigger is played on Docker, and does what it says."""

from __future__ import annotations

import json

import pytest

from socketlab.language.kinds import Kind
from tests.faults.examples import KINDS, step
from tests.system.shell import Shell

pytestmark = [pytest.mark.docker, pytest.mark.spread]

CALLS = """
import socket, time
server = socket.gethostbyname("server")  # once: the name of a dead host takes long to be not found
for _ in range(15):
    try:
        with socket.create_connection((server, 50007), timeout=0.3) as talk:
            talk.sendall(b"hello")
            talk.recv(100)
    except OSError as error:
        print(error)
        time.sleep(0.1)
"""


ASKS_AGAIN = ("dns", "rebind")
"""Kinds whose callers look the server up each time: the router answers at once."""

HARMLESS = ("signal", "exec", "at", "every", "line", "event")
"""Kinds whose examples do not disturb each other: they are the steps of one run."""

GROUPS = (
    tuple(kind for kind in KINDS if kind.word() in HARMLESS),
    *((kind,) for kind in KINDS if kind.word() not in HARMLESS),
)


def scenario(kinds: tuple[type[Kind], ...]) -> str:
    """A server that survives HUP, and clients that call again and again whatever happens to it."""
    lines = CALLS.strip().splitlines()
    if kinds[0].word() in ASKS_AGAIN:
        lines = [line.replace("(server,", '("server",') for line in lines if "gethostbyname" not in line]
    program = "".join(f"        {line}\n" for line in lines)
    return f"""
hosts:
  server:
    service: thread-server
    environment: {{SOCKETLAB_WORK_SECONDS: "0.2"}}
fleets:
  callers:
    service: client
    count: 2
    command:
      - python3
      - -c
      - |
{program}
timeline:
{"".join(map(step, kinds))}
timeout: 20s
"""


@pytest.mark.parametrize("kinds", GROUPS, ids=lambda kinds: "-".join(kind.word() for kind in kinds))
def test_an_example_is_played(shell: Shell, kinds: tuple[type[Kind], ...]) -> None:
    finished = shell.run("run", shell.file("example.yaml", scenario(kinds)), "--format", "json")
    (result,) = finished.results
    events = (finished.folder / result["folder"] / "events.jsonl").read_text().splitlines()
    played = [event for event in map(json.loads, events) if event["event"] == "fault-done"]
    assert {event["step"] for event in played} == set(range(1, 1 + len(kinds))), finished.out
    assert [event["trouble"] for event in played if event["trouble"]] == []
    assert finished.code == 0, finished.out
