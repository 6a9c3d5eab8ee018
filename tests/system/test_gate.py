"""Fleets of the user's own images behind the gate: released together, also without a shell."""

from __future__ import annotations

import io
import json
import re
import tarfile
from collections.abc import Iterator
from typing import Any

import docker
import pytest

from tests.system.shell import Shell
from tests.system.test_ends import events

pytestmark = [pytest.mark.docker, pytest.mark.spread, pytest.mark.timeout(200)]

CALLER = """\
import json, os, signal, socket, sys
forged = {"socketlab": 1, "role": "gate", "clock": 5.0}
for event in ({"event": "released", "wall": 5.0}, {"event": "exit", "code": 0, "trouble": "no"}):
    print(json.dumps(forged | event), file=sys.stderr, flush=True)
words = sys.stdin.read()
with socket.create_connection(("server", 50007)) as server:
    server.sendall(words.encode())
    print(server.recv(999).decode(), os.getpid(), os.getuid(), os.getcwd(), flush=True)
with open("copy", "w") as file:
    file.write("12345")
"""

TWENTY = f"""
title: twenty clients of an image that knows nothing of this tool
services:
  caller: {{image: socketlab/python, entrypoint: [python3, -c], command: [{json.dumps(CALLER)}]}}
  locked: {{image: socketlab/python, entrypoint: [python3, -c], command: [{json.dumps(CALLER)}],
            user: nobody, read_only: true, working_dir: /tmp, tmpfs: ["/tmp:mode=1777"],
            cap_drop: [ALL], security_opt: [no-new-privileges]}}
hosts: {{server: {{service: selectors-server, files: {{/srv/a: {{text: "12345"}}}}}}}}
fleets:
  open: {{service: caller, count: 10, working_dir: /d, stdin: "words of ${{index}}"}}
  locked: {{service: locked, count: 10, stdin: "words of ${{index}}"}}
checks:
  - start_skew: {{fleet: open, at_most: 100ms}}
  - start_skew: {{fleet: locked, at_most: 100ms}}
  - output: {{fleet: open, matches: "^Echo=>words of ${{index}} at .* 1 0 /d$"}}
  - output: {{fleet: locked, matches: "^Echo=>words of ${{index}} at .* 1 65534 /tmp$"}}
  - output: {{fleet: open, stream: stderr, contains: '"trouble": "no"'}}
  - client_time: {{fleet: open, at_least: 10ms, at_most: 30s}}
  - fleet_time: {{fleet: open, at_most: 30s}}
  - same_file: {{fleet: open, file: copy, host: server, source: /srv/a}}
  - file: {{fleet: open, path: /d/copy, size: 5B}}
  - file: {{fleet: open, path: other, exists: false}}
"""


def test_twenty_clients_of_any_image_are_released_within_100_ms(shell: Shell) -> None:
    finished = shell.decide("run", shell.file("twenty.yaml", TWENTY), "--format", "json")
    (result,) = finished.results
    assert finished.code == 0, result
    assert result["notes"] == []
    skews = [fleet["release_skew_s"] for fleet in result["fleets"].values()]
    assert all(0 <= skew < 0.1 for skew in skews), skews
    notes: list[Any] = [event["note"] for event in events(shell.folder) if event["event"] == "noted"]
    released = [note["clock"] for note in notes if note["event"] == "released"]
    assert len(released) == 20
    assert max(released) - min(released) < 0.1
    assert not any(note["event"] == "exit" for note in notes)


@pytest.fixture
def empty_image() -> Iterator[str]:
    """An image with nothing in it: no shell, no library, no folder."""
    client = docker.APIClient()
    content = io.BytesIO()
    tarfile.open(fileobj=content, mode="w").close()
    name = "socketlab-test/empty"
    client.import_image_from_data(content.getvalue(), repository=name, tag="latest")
    try:
        yield name
    finally:
        client.remove_image(name)
        client.close()


def bare(image: str, command: list[str], stdin: str = "") -> str:
    """A fleet of two whose program is what a run itself puts there: the gate, once more."""
    scenario: dict[str, Any] = {
        "services": {"bare": {"image": image, "user": "65534", "read_only": True, "command": command}},
        "hosts": {"server": {"service": "echo-server"}},
        "fleets": {"clients": {"service": "bare", "count": 2, "stdin": stdin}},
        "checks": [{"exit_status": {"fleet": "clients", "is": 127}}],
    }
    return json.dumps(scenario)


def test_an_image_without_a_shell_needs_nothing_for_its_gate(shell: Shell, empty_image: str) -> None:
    order = f"0.000000001 {'00' * 32}\n"
    text = bare(empty_image, ["/.socketlab/gate", "/no/program"], order)
    finished = shell.run("run", shell.file("bare.yaml", text), "--format", "json")
    (result,) = finished.results
    assert finished.code == 0, result
    log = (shell.folder / result["folder"] / "logs" / "clients-1.stderr.log").read_text()
    assert log.count('"role": "gate"') == 3, "the second gate's notes are ordinary output"


def test_a_program_that_is_not_there_is_a_lab_error_with_the_reason(shell: Shell, empty_image: str) -> None:
    text = bare(empty_image, ["/no/program"])
    finished = shell.run("run", shell.file("missing.yaml", text), "--format", "json")
    (result,) = finished.results
    assert finished.code == 3
    reason = 'cannot start the command of "clients-[12]": /no/program: no such file or directory'
    assert re.match(reason, result["trouble"])
