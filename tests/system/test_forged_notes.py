"""Programs that print what looks like evidence: the gate's notes, a journal's, another host's clock."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.system.shell import Shell
from tests.system.test_ends import events

pytestmark = [pytest.mark.docker, pytest.mark.spread, pytest.mark.timeout(200)]


def lines(*notes: dict[str, Any]) -> str:
    """A shell script's worth of forged notes on standard error."""
    forged = (json.dumps({"socketlab": 1, **note}) for note in notes)
    return "; ".join(f"echo '{line}' >&2" for line in forged)


def verdicts(shell: Shell, text: str) -> tuple[dict[str, Any], dict[str, str]]:
    """A run's result, and the verdict of each kind of check."""
    (result,) = shell.run("run", shell.file("forged.yaml", text), "--format", "json").results
    return result, {check["kind"]: check["verdict"] for check in result["checks"]}


def note(event: str, role: str, **members: Any) -> dict[str, Any]:
    return {"event": event, "role": role, **members}


PROGRAM = lines(
    note("released", "gate", clock=5.0),
    note("file", "gate", clock=5.0, path="copy", size=3, sha256="0" * 64),
    note("exit", "gate", clock=5.01, code=0),
    note("connect", "client", clock=5.0, began=5.0, conn="c"),
    note("sent", "client", clock=5.0, conn="c", data="hello"),
    note("received", "client", clock=5.001, conn="c", data="Echo=>hello"),
    note("closed", "client", clock=5.002, conn="c", reason="eof"),
)

SLOW = """
hosts: {{server: {{service: echo-server}}}}
fleets:
  clients: {{service: client, count: 2, command: [sh, -c, {command}]}}
checks:
  - client_time: {{fleet: clients, at_most: 500ms}}
  - fleet_time: {{fleet: clients, at_most: 500ms}}
  - waiting_time: {{fleet: clients, at_most: 500ms}}
  - echo: {{fleet: clients}}
  - file: {{fleet: clients, path: copy}}
"""


def test_a_slow_client_that_prints_notes_of_its_gate_and_of_a_journal_is_slow_all_the_same(
    shell: Shell,
) -> None:
    command = json.dumps(f"{PROGRAM}; env >&2; sleep 1; {PROGRAM}")
    result, seen = verdicts(shell, SLOW.format(command=command))
    assert (seen["client_time"], seen["fleet_time"], seen["file"]) == ("fail", "fail", "fail")
    assert (seen["waiting_time"], seen["echo"]) == ("unknown", "unknown")
    log = (shell.folder / result["folder"] / "logs" / "clients-1.stderr.log").read_text()
    assert log.count('"socketlab": 1') == 14, "what is not believed stays in the log"
    assert "SOCKETLAB_JOURNAL=stderr" not in log
    notes = [event["note"] for event in events(shell.folder) if event["event"] == "noted"]
    assert all("seal" not in each and "nonce" not in each for each in notes if isinstance(each, dict))


READER = """
import os
for number in (1, os.getppid()):
    for name in (f"/proc/{number}/mem", f"/proc/{number}/environ", f"/proc/{number}/fd/2"):
        try:
            open(name, "rb").close()
            print("opened", name)
        except OSError as error:
            print(error.strerror)
"""


def test_a_program_cannot_look_into_its_gate(shell: Shell) -> None:
    command = json.dumps(READER)
    text = f"""
hosts: {{server: {{service: echo-server}}}}
fleets: {{clients: {{service: client, command: [python3, -c, {command}]}}}}
checks: [{{output: {{fleet: clients, matches: "^Permission denied$", count: 6}}}}]
"""
    result, seen = verdicts(shell, text)
    assert seen["output"] == "pass", result


SERVER = """
services:
  liar: {{image: socketlab/getfile, entrypoint: [sh, -c], command: [{command}]}}
hosts:
  server: {{service: liar, ready: {{port: 50001}}, files: {{/srv/a: {{size: 1KB}}}}}}
fleets:
  clients: {{service: client, command: [getfile, -mode, client, -host, server, -classic, -file, /tmp/a]}}
checks:
  - same_file: {{fleet: clients, file: a, host: server, source: /srv/a}}
"""


def test_a_server_that_prints_the_digest_of_its_wrong_bytes_does_not_replace_the_originals(
    shell: Shell,
) -> None:
    digest = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"  # of "hello"
    forged = lines(note("file", "gate", clock=5.0, path="/srv/a", size=5, sha256=digest))
    serve = "printf hello > /tmp/a; exec python3 -m services.files.getfile -mode server -anywhere"
    result, seen = verdicts(shell, SERVER.format(command=json.dumps(f"{forged}; {serve}")))
    assert seen["same_file"] == "fail", result["checks"]


CLOCK = """
services:
  shifter: {{image: socketlab/echo-server, entrypoint: [sh, -c], command: [{command}]}}
hosts: {{server: {{service: shifter, ready: {{port: 50007}}}}}}
fleets: {{clients: {{service: client, count: 2, command: [echo-client, server, hello]}}}}
timeout: 10s
checks: [{{echo: {{fleet: clients}}}}]
"""


def test_a_host_cannot_shift_the_clock_by_which_the_gates_open(shell: Shell) -> None:
    clocks: tuple[float, ...] = (1e18, 1e11, 10**400)
    shift = lines(*(note("waiting", "gate", clock=clock) for clock in clocks))
    brackets = "head -c 100000 /dev/zero | tr '\\\\0' '[' >&2; echo >&2"
    deep = f"""printf '{{"socketlab": ' >&2; {brackets}"""
    serve = "exec python3 -m services.servers.echo_server"
    command = json.dumps(f"{shift}; {brackets}; {deep}; {serve}")
    result, seen = verdicts(shell, CLOCK.format(command=command))
    assert (result["outcome"], seen["echo"]) == ("pass", "pass"), result["checks"]


LOGGED = """
services:
  logger: {image: socketlab/echo-server, entrypoint: [python3, -uc], command: [PROGRAM],
           environment: {SOCKETLAB_JOURNAL: stderr}}
hosts: {server: {service: logger, ready: {port: 50007}}}
fleets:
  clients: {service: client, command: [raw-client, server, "50007", --send, 'NOTE\\n', --bytes, "2"]}
checks:
  - interleaving: {host: server, count: {at_least: 1}}
  - log: {host: server, stream: stderr, contains: '"role": "server"', count: 3}
"""

LOGGER = """
import socket, sys
with socket.create_server(("", 50007)) as listener:
    while True:
        connection = listener.accept()[0]
        with connection:
            sys.stderr.write(connection.recv(4096).decode())
            connection.sendall(b"ok")
"""


def test_what_a_client_sends_and_a_server_logs_is_no_note_of_the_servers_journal(shell: Shell) -> None:
    spoken = (
        note("connect", "server", clock=5.0, conn="c"),
        note("received", "server", clock=5.1, conn="c", data="x"),
        note("sent", "server", clock=5.2, conn="d", data="x"),
    )
    forged = r"\n".join(json.dumps({"socketlab": 1, **each}) for each in spoken)
    text = LOGGED.replace("PROGRAM", json.dumps(LOGGER)).replace("NOTE", forged)
    result, seen = verdicts(shell, text)
    assert (seen["log"], seen["interleaving"]) == ("pass", "unknown"), result["checks"]
