"""What programs feel of stress, measured inside real containers."""

from __future__ import annotations

import itertools
import json

import pytest

from tests.system.left import assert_nothing_left
from tests.system.shell import Shell

pytestmark = pytest.mark.docker

SHORT = """
import errno, os, socket, time
listener = socket.create_server(("127.0.0.1", 7000), backlog=600)
callers = [socket.create_connection(("127.0.0.1", 7000)) for _ in range(500)]
page = os.open("/room/page", os.O_CREAT | os.O_RDWR)

def fork():
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)

def accept():
    listener.accept()[0].close()

def write():
    os.pwrite(page, b"x" * 4096, 0)
    os.ftruncate(page, 0)

print("up", flush=True)
while True:
    for trial in (fork, accept, write):
        try:
            trial()
            print(trial.__name__, "done", flush=True)
        except OSError as error:
            print(trial.__name__, errno.errorcode[error.errno], flush=True)
    time.sleep(0.1)
"""

SLOW = """
import os, time
from pathlib import Path
limits = [Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"), Path("/sys/fs/cgroup/memory.max")]
(limit,) = filter(Path.exists, limits)
known = ""

def use():
    child = os.fork()
    if child == 0:
        room = bytearray(48 << 20)
        os._exit(0)
    print("memory", "killed" if os.waitpid(child, 0)[1] else "used", flush=True)

print("up", flush=True)
while True:
    if limit.read_text() != known:
        known = limit.read_text()
        use()
    began, used = time.monotonic(), time.process_time()
    while time.monotonic() - began < 0.5:
        pass
    print("cpu", (time.process_time() - used) / (time.monotonic() - began), flush=True)
"""

NOBODY = """
import time
print("up", flush=True)
time.sleep(99)
"""

USES = """
import time
room = bytearray(b"x") * (40 << 20)
print("up", flush=True)
time.sleep(99)
"""


def service(name: str, program: str, more: str) -> str:
    text = "".join(f"        {line}\n" for line in program.strip().splitlines())
    return f"""  {name}:
    image: socketlab/python
    stop_signal: KILL
    <<: {more}
    command:
      - python3
      - -c
      - |
{text}"""


def played(shell: Shell, name: str, program: str, more: str, stress: str) -> tuple[list[str], list[str]]:
    """What a host prints that is under stress for two seconds, and what the record says of the fault."""
    scenario = f"""
services:
{service("subject", program, more)}
hosts: {{server: {{service: subject, ready: {{log: up}}}}}}
timeline:
  - {{at: 1500ms, stress: {{host: server, {stress}, for: 2s}}}}
  - {{at: 7s, exec: {{host: server, command: ["true"]}}}}
timeout: 40s
"""
    finished = shell.run("run", shell.file(f"{name}.yaml", scenario), "--format", "json")
    (result,) = finished.results
    assert finished.code == 0, finished.out
    assert_nothing_left(str(result["run"]))
    folder = finished.folder / str(result["folder"])
    events = [json.loads(line) for line in (folder / "events.jsonl").read_text().splitlines()]
    details = [str(event["detail"]) for event in events if "stress" in event.get("name", "")]
    return (folder / "logs" / "server.stdout.log").read_text().splitlines()[1:-1], details


def states(lines: list[str], trial: str) -> list[str]:
    """What a trial came to, each state once as long as it lasts."""
    said = [line.partition(" ")[2] for line in lines if line.startswith(f"{trial} ")]
    return [state for state, _ in itertools.groupby(said)]


def test_forks_accepts_and_writes_fail_for_a_while_and_then_do_not(shell: Shell) -> None:
    more = '{tmpfs: ["/room:size=1m"], ulimits: {nofile: 1000}}'
    lines, (begun, undone) = played(shell, "short", SHORT, more, "pids: 1, descriptors: 5, fill: /room")
    assert states(lines, "fork") == ["done", "EAGAIN", "done"]
    assert states(lines, "accept") == ["done", "EMFILE", "done"]
    assert states(lines, "write") == ["done", "ENOSPC", "done"]
    assert begun == (
        "/room filled with 1048576 bytes, descriptors from 1000 to 5 in 1 process, pids from no limit to 1"
    )
    assert undone == "pids from 1 to no limit, descriptors restored in 1 process, /room has room again"


@pytest.mark.measures
def test_processor_time_and_memory_are_less_for_a_while(shell: Shell) -> None:
    lines, (begun, undone) = played(shell, "slow", SLOW, "{mem_limit: 512m}", "cpus: 0.1, memory: 32m")
    assert begun == "cpus from no limit to 0.1, memory from 512m to 32m"
    assert undone == "cpus from 0.1 to no limit, memory from 32m to 512m"
    assert states(lines, "memory") == ["used", "killed", "used"]
    first, last = lines.index("memory killed"), len(lines) - 1 - lines[::-1].index("memory used")
    shares = [float(line.split()[1]) if line.startswith("cpu") else 1.0 for line in lines]
    assert max(shares[first + 1 : last - 1]) < 0.15, shares
    assert max(shares[:first]) > 0.2
    assert max(shares[last + 2 :]) > 0.2


def test_memory_that_is_in_use_cannot_be_taken_away(shell: Shell) -> None:
    scenario = f"""
services:
{service("subject", USES, "{init: false}")}
hosts: {{server: {{service: subject, ready: {{log: up}}}}}}
timeline: [{{at: 100ms, stress: {{host: server, memory: 32m}}}}]
"""
    finished = shell.run("run", shell.file("in-use.yaml", scenario), "--format", "json")
    assert finished.code == 3
    assert 'cannot limit the memory of \\"server\\" to less than the ' in finished.out
    assert " bytes that are in use" in finished.out


@pytest.mark.measures
def test_a_load_uses_the_host_s_own_processors(shell: Shell) -> None:
    lines, (begun, undone) = played(shell, "loaded", SLOW, "{cpus: 0.5}", "load: 3")
    assert (begun, undone) == ("3 processes busy", "3 processes ended")
    shares = [float(line.split()[1]) for line in lines if line.startswith("cpu")]
    least = shares.index(min(shares))
    assert shares[least] < 0.2, shares  # four programs share a half
    assert max(shares[:least]) > 1.5 * shares[least], shares
    assert max(shares[least:]) > 1.5 * shares[least], shares


def test_an_image_without_what_a_load_needs_leaves_the_verdict_open(shell: Shell) -> None:
    scenario = f"""
services:
{service("subject", NOBODY, "{init: false}")}
hosts: {{server: {{service: subject, ready: {{log: up}}}}}}
timeline:
  - {{at: 100ms, exec: {{host: server, command: [sh, -c, "rm /bin/grep /usr/bin/grep; true"]}}}}
  - {{at: 1s, stress: {{host: server, load: 1}}}}
"""
    finished = shell.run("run", shell.file("lacking.yaml", scenario), "--format", "json")
    assert finished.code == 3
    assert "use an image that has sh and grep" in finished.out


def test_a_folder_that_is_not_in_memory_is_refused_before_anything_starts(shell: Shell) -> None:
    scenario = """
hosts: {server: {service: echo-server}}
timeline: [{at: 100ms, stress: {host: server, fill: /srv}}]
"""
    finished = shell.run("run", shell.file("disk.yaml", scenario))
    assert finished.code == 4
    assert '"/srv" of "server" is not a tmpfs with a size of at most 1g' in finished.out + finished.err
