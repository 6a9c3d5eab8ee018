"""Hosts and NATs that get another address while a run lasts: who still reaches whom, and as what."""

from __future__ import annotations

import json
import textwrap
from typing import Any

import pytest

from tests.system.left import assert_nothing_left
from tests.system.shell import Finished, Shell
from tests.system.test_ends import run_of

pytestmark = [pytest.mark.docker, pytest.mark.spread]

TALKS = """
import socket, time
def tell(*words):
    print(round(time.monotonic() - began, 2), *words, flush=True)
began = time.monotonic()
old = socket.create_connection(("server", 50007), 5)
old.settimeout(0.5)
while time.monotonic() - began < 3:
    try:
        old.sendall(b"old")
        tell("old", "alive" if old.recv(100) else "closed")
    except OSError as error:
        tell("old", type(error).__name__)
    try:
        with socket.create_connection(("server", 50007), 0.5) as new:
            new.sendall(b"new")
            new.recv(100)
            tell("new", new.getpeername()[0])
    except OSError as error:
        tell("new", type(error).__name__)
    time.sleep(0.1)
"""
PROGRAM = textwrap.indent(TALKS.lstrip(), " " * 6)
SERVICES = f"""
services:
  echo: {{image: socketlab/thread-server, environment: {{SOCKETLAB_WORK_SECONDS: "0"}}}}
  caller:
    image: socketlab/client
    command:
    - python3
    - -c
    - |
{PROGRAM}
"""
LINKED = """
hosts: {server: {service: echo}}
fleets: {callers: {service: caller, count: 2}}
links: [{between: [callers, server], delay: 20ms}]
"""


def said(finished: Finished, client: str, word: str) -> list[tuple[float, str]]:
    """When a client said something about its old connection, or a new one, and what."""
    log = finished.folder / "runs" / "latest" / "logs" / f"{client}.stdout.log"
    rows = [line.split() for line in log.read_text(encoding="utf-8").splitlines()]
    return [(float(at), what) for at, which, what in rows if which == word]


def faults(finished: Finished) -> list[dict[str, Any]]:
    lines = (finished.folder / "runs" / "latest" / "events.jsonl").read_text(encoding="utf-8").splitlines()
    return [event for event in map(json.loads, lines) if event["event"] == "fault-done"]


def test_a_server_that_comes_back_elsewhere_is_found_by_name_and_its_old_connections_are_dead(
    shell: Shell,
) -> None:
    step = "timeline: [{at: 1s, rebind: {host: server, down: 300ms}}]\n"
    finished = shell.run("run", shell.file("moved.yaml", SERVICES + LINKED + step))
    assert finished.code == 0, finished
    off, on = faults(finished)
    before, after = off["detail"].split()[-1], on["detail"].split()[-1]
    assert before != after
    for client in ("callers-1", "callers-2"):
        new, old = said(finished, client, "new"), said(finished, client, "old")
        assert (new[0][1], new[-1][1]) == (before, after)
        assert (old[0][1], old[-1][1] == "alive") == ("alive", False)
    assert_nothing_left(run_of(shell.folder))


def test_the_second_time_it_has_its_first_address_and_the_link_holds_for_both(shell: Shell) -> None:
    text = """
services:
  idle: {image: socketlab/base, entrypoint: [], command: [sleep, "60"], stop_grace_period: 0s}
  seeker:
    image: socketlab/client
    command: [sh, -c, "for i in 1 2 3 4 5 6 7 8 9 10 11 12; do ping -n -c 1 -W 1 server; sleep 0.3; done"]
hosts: {server: {service: idle}}
fleets: {callers: {service: seeker}}
links: [{between: [callers, server], delay: 20ms}]
timeline: [{at: 500ms, rebind: {host: server}}, {at: 3s, rebind: {host: server}}]
"""
    finished = shell.run("run", shell.file("twice.yaml", text))
    assert finished.code == 0, finished
    details = [event["detail"].split()[-1] for event in faults(finished)]
    first, second, again, back = details
    assert (again, back) == (second, first)
    log = finished.folder / "runs" / "latest" / "logs" / "callers-1.stdout.log"
    replies = [line for line in log.read_text(encoding="utf-8").splitlines() if " time=" in line]
    assert {line.split("from ")[1].split(":")[0] for line in replies} == {first, second}
    times = sorted(float(line.split(" time=")[1].split()[0]) for line in replies)
    assert 40 <= times[0] <= times[-3] < 60  # a packet may wait while the address changes


def test_a_nat_with_another_address_resets_what_was_there_and_new_connections_come_from_it(
    shell: Shell,
) -> None:
    home = """
networks: {home: {behind: nat}, world: {}}
hosts: {server: {service: echo, networks: [world]}}
fleets: {callers: {service: caller, count: 2, networks: [home]}}
links: [{from: server, to: callers, delay: 10ms}]
timeline: [{at: 1s, rebind: {network: home}}]
checks:
  - log: {host: server, contains: "by ('198.18.200.1',"}
  - log: {host: server, contains: "by ('198.18.201.1',"}
"""
    finished = shell.run("run", shell.file("home.yaml", SERVICES + home))
    assert finished.code == 0, finished
    (done,) = faults(finished)
    assert done["detail"] == "from 198.18.200.1 to 198.18.201.1"
    for client in ("callers-1", "callers-2"):
        old, new = said(finished, client, "old"), said(finished, client, "new")
        assert old[0][1] == "alive"
        assert next(what for _, what in old if what != "alive") in ("ConnectionResetError", "BrokenPipeError")
        assert new[0][1] == new[-1][1]  # the server's address
        disturbed = [what for _, what in new if what != new[0][1]]
        assert disturbed in ([], ["TimeoutError"], ["ConnectionResetError"])  # open just then, if any
    assert_nothing_left(run_of(shell.folder))
