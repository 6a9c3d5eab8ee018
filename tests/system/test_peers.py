"""Bytes that pass between this course's programs and those of other authors, compared one by one.

The catalogue's scenarios use words; here are all 256 bytes, streams longer than any buffer, and a run that
must fail because the foreign server lies.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.system.preloaded import ROOT
from tests.system.shell import Shell

pytestmark = pytest.mark.docker

SERVERS: dict[str, dict[str, Any]] = {
    "echo-server": {"service": "echo-server"},
    "fork-server": {"service": "fork-server"},
    "fork-server-signal": {"service": "fork-server-signal"},
    "thread-server": {"service": "thread-server"},
    "class-server": {"service": "class-server"},
    "class-server-forking": {"service": "class-server", "command": ["--kind", "forking"]},
    "class-server-synchronous": {"service": "class-server", "command": ["--kind", "synchronous"]},
    "select-server": {"service": "select-server"},
    "asyncio-server": {"service": "asyncio-server"},
    "selectors-server": {"service": "selectors-server"},
}
PLACES = {name: (name, 50007) for name in SERVERS} | {"select-server-second-port": ("select-server", 50008)}
CLIENTS = {
    "ncat": {"TCP": "ncat {host} {port}", "UDP": "(cat; sleep 1) | ncat -u {host} {port}"},
    "socat": {"TCP": "socat -t 30 - TCP:{host}:{port}", "UDP": "socat -t 1 - UDP:{host}:{port}"},
}
EVERY_BYTE = bytes(range(256))
LONG = "".join(f"{number:07d}." for number in range(40_000)).encode()
"""320 kB, more than one read takes, in which each piece tells where it belongs."""

TIME = rb" at [A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}"

SEND = {
    "bytes": "python3 -c 'import os; os.write(1, bytes(range(256)))'",
    "long": 'python3 -c \'print(*("%07d." % number for number in range(40000)), sep="", end="")\'',
}
SHOW = "od -An -v -tx1 | tr -d ' \\n'"
UNDRESS = f"""python3 -c '
import hashlib, re, sys
got = re.sub(rb"Echo=>|{TIME.decode()}", b"", sys.stdin.buffer.read())
print(len(got), hashlib.sha256(got).hexdigest())'"""


def script(peer: str) -> str:
    """All that one foreign client does, a line of output for each."""
    lines = []
    for place, (host, port) in PLACES.items():
        call = CLIENTS[peer]["TCP"].format(host=host, port=port)
        lines.append(f'echo "{place} bytes $({SEND["bytes"]} | {call} | {SHOW})"')
        lines.append(f'echo "{place} long $({SEND["long"]} | {call} | {UNDRESS})"')
    call = CLIENTS[peer]["UDP"].format(host="udp-server", port=50007)
    lines.append(f'echo "udp-server bytes $({SEND["bytes"]} | {call} | {SHOW})"')
    call = CLIENTS[peer]["TCP"].format(host="getfile", port=50001)
    lines.append(f'echo "getfile file $(echo lab/noise.bin | {call} | sha256sum)"')
    return "\n".join(lines).replace("$", "$$")


def every_byte() -> dict[str, Any]:
    """A scenario in which each foreign client asks each server."""
    quick = {"environment": {"SOCKETLAB_WORK_SECONDS": "0"}}
    return {
        "hosts": {name: host | quick for name, host in SERVERS.items()}
        | {
            "udp-server": {"service": "udp-server"},
            "getfile": {"service": "getfile", "files": {"/srv/lab/noise.bin": {"size": "3MB"}}},
        },
        "fleets": {
            **{peer: {"service": "peers", "command": ["sh", "-c", script(peer)]} for peer in CLIENTS},
            "own": {
                "service": "client",
                "command": ["getfile", "-mode", "client", "-host", "getfile", "-file", "lab/noise.bin"],
            },
        },
        "timeout": "90s",
        "checks": [
            {
                "same_file": {
                    "fleet": "own",
                    "file": "noise.bin",
                    "host": "getfile",
                    "source": "/srv/lab/noise.bin",
                }
            }
        ],
    }


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[tuple[str, str], str]]:
    """What each foreign client printed: its answer from each server to each question."""
    folder = tmp_path_factory.mktemp("peers")
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "COMPOSE_PROJECT_NAME": "socketlab-tests-without-a-lab",
    }
    shell = Shell(folder, environment)
    file = shell.file("every-byte.yaml", yaml.safe_dump(every_byte(), width=10**6))
    finished = shell.run("run", file, "--format", "json")
    assert finished.code == 0, finished.out + finished.err
    run = folder / finished.results[0]["folder"]
    answers = {peer: answers_of(run / "logs" / f"{peer}-1.stdout.log") for peer in CLIENTS}
    events = map(json.loads, (run / "events.jsonl").read_text().splitlines())
    seen = [event["sha256"] for event in events if event["event"] == "file-seen"]
    return answers | {"host": {("getfile", "file"): seen[0]}}


def answers_of(log: Path) -> dict[tuple[str, str], str]:
    rows = [line.split(" ", 2) for line in log.read_text().splitlines()]
    return {(place, question): answer for place, question, answer in rows}


@pytest.mark.parametrize("peer", CLIENTS)
@pytest.mark.parametrize("place", [*PLACES, "udp-server"])
def test_a_foreign_client_gets_each_of_256_bytes_back_and_nothing_else(
    outputs: dict[str, dict[tuple[str, str], str]], peer: str, place: str
) -> None:
    dressing = b"" if place == "echo-server" else TIME

    answer = bytes.fromhex(outputs[peer][place, "bytes"])

    assert re.fullmatch(b"Echo=>" + re.escape(EVERY_BYTE) + dressing, answer), answer


@pytest.mark.parametrize("peer", CLIENTS)
@pytest.mark.parametrize("place", PLACES)
def test_a_foreign_client_gets_a_long_stream_back_whole_and_in_order(
    outputs: dict[str, dict[tuple[str, str], str]], peer: str, place: str
) -> None:
    assert outputs[peer][place, "long"] == f"{len(LONG)} {hashlib.sha256(LONG).hexdigest()}"


@pytest.mark.parametrize("peer", CLIENTS)
def test_a_foreign_client_gets_a_file_byte_for_byte(
    outputs: dict[str, dict[tuple[str, str], str]], peer: str
) -> None:
    assert outputs[peer]["getfile", "file"].split()[0] == outputs["host"]["getfile", "file"]


LYING = """
services:
  liar:
    image: socketlab/peers
    entrypoint: [sh, -c]
    healthcheck: {test: "grep -q ':C357 00000000:0000' /proc/net/tcp"}
hosts:
  server:
    service: liar
    command: ["%s"]
    files: {/srv/lab/words.txt: {text: "all of it"}}
fleets:
  talkers: {service: client, command: [%s]}
timeout: 20s
checks:
  - %s
"""


@pytest.mark.parametrize(
    ("server", "client", "check"),
    [
        (
            "socat TCP-LISTEN:50007,fork,reuseaddr EXEC:'tr a A'",
            "echo-client, server, banana",
            'echo: {fleet: talkers, prefix: "", suffix: ""}',
        ),
        (
            "socat TCP-LISTEN:50007,fork,reuseaddr SYSTEM:'read -r path; test -f $$path && head -c 8 $$path'",
            'getfile, -mode, client, -host, server, -port, "50007", -file, /srv/lab/words.txt',
            "same_file: {fleet: talkers, file: words.txt, host: server, source: /srv/lab/words.txt}",
        ),
        (
            "socat TCP-LISTEN:50007,fork,reuseaddr EXEC:'head -c 3'",
            'raw-client, server, "50007", --send, four',
            "output: {fleet: talkers, contains: \"b'four'\"}",
        ),
    ],
)
def test_a_foreign_server_that_lies_is_found_out(shell: Shell, server: str, client: str, check: str) -> None:
    finished = shell.run("run", shell.file("lying.yaml", LYING % (server, client, check)), "--format", "json")

    assert finished.code == 1, finished.out + finished.err
    assert finished.results[0]["checks"][0]["verdict"] == "fail"


@pytest.mark.parametrize(
    ("image", "told"),
    [
        ("socketlab/web-server-of-tomorrow", '"socketlab/web-server-of-tomorrow": no recipe in images/'),
        ("registry.example/web:3", '"registry.example/web:3": cannot pull "registry.example/web:3"'),
    ],
)
def test_an_image_that_cannot_be_had_is_told_of_with_the_reason(shell: Shell, image: str, told: str) -> None:
    scenario = f"""
services: {{web: {{image: "{image}"}}}}
hosts: {{server: {{service: web}}}}
fleets: {{clients: {{service: client, command: [raw-client, server, "80"]}}}}
"""
    finished = shell.run("run", shell.file("tomorrow.yaml", scenario))

    assert finished.code == 3
    assert f"cannot get 1 image: {told}" in finished.err
