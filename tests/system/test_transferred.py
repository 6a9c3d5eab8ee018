"""A step that comes when a host's kernel has counted a number of bytes."""

from __future__ import annotations

import json
import re

import pytest

from tests.system.shell import Shell

pytestmark = pytest.mark.docker

SCENARIO = """
hosts:
  server:
    service: getfile
    files: {/srv/lab/big.bin: {size: 3MB}}
fleets:
  client: {service: client, command: [getfile, -mode, client, -file, lab/big.bin, -host, server]}
links:
  - {from: server, to: client, rate: 8mbit}
timeline:
  - when: {event: transferred, host: server, bytes: 1MB}
    kill: {host: server}
checks:
  - exit_status: {fleet: client, is: 1}
"""


def test_a_server_is_killed_in_the_middle_of_a_transfer(shell: Shell) -> None:
    finished = shell.run("run", shell.file("transferred.yaml", SCENARIO))
    assert finished.code == 0, finished.out
    folder = finished.folder / "runs" / "latest"
    lines = map(json.loads, (folder / "events.jsonl").read_text(encoding="utf-8").splitlines())
    (event,) = (line for line in lines if line["event"] == "transferred")
    assert event["hosts"] == ["server"]
    assert 1_000_000 <= event["found_bytes"] < 3_000_000
    error = (folder / "logs" / "client-1.stderr.log").read_text(encoding="utf-8")
    found = re.search(r"broke off after (\d+) of 3000000 bytes", error)
    assert found is not None, error
    assert 500_000 < int(found[1]) < 2_900_000
