"""What programs get of a run on real containers: the files, TAP, other checks, a bundle and a comparison."""

from __future__ import annotations

import json
import tarfile

import pytest
from jsonschema import Draft202012Validator

from socketlab.report.schemas import events_schema, result_schema
from tests.system.shell import Shell

SCENARIO = """
name: machines
variables: {clients: 2}
hosts:
  server: {service: thread-server, environment: {DB_PASSWORD: hunter2222}}
fleets:
  clients: {service: client, count: 2, command: [echo-client, server, hunter2222]}
checks:
  - echo: {fleet: clients}
"""


@pytest.mark.docker
def test_a_run_is_played_and_read_by_programs_in_every_form(shell: Shell) -> None:
    file = shell.file("machines.yaml", SCENARIO)
    played = shell.run("run", file, "--format", "tap", "--keep-on-failure")
    assert played.code == 0, played.out
    lines = played.out.splitlines()
    assert (lines[0], lines[-1]) == ("TAP version 14", "1..1")
    assert "ok 1 - machines" in lines

    folder = (shell.folder / "runs" / "latest").resolve()
    Draft202012Validator(result_schema()).validate(json.loads((folder / "result.json").read_text()))
    of_events = Draft202012Validator(events_schema())
    for line in (folder / "events.jsonl").read_text().splitlines():
        of_events.validate(json.loads(line))

    trace = json.loads((folder / "trace.json").read_text())["traceEvents"]
    spans = {entry["name"] for entry in trace if entry["ph"] == "X"}
    assert {"starting", "gate", "connect", "reply", "running", "connection"} <= spans

    stricter = SCENARIO.replace("- echo", "- output: {fleet: clients, contains: never}\n  - echo")
    judged = shell.run("judge", str(folder), "--with", shell.file("stricter.yaml", stricter))
    assert judged.code == 1, judged.out
    assert shell.run("compare", str(folder), str(folder), "--limit", "0%").code == 0

    assert shell.run("bundle", str(folder), "--to", "b.tar.gz").code == 0
    with tarfile.open(shell.folder / "b.tar.gz") as bundle:
        texts = [content.read() for each in bundle.getmembers() if (content := bundle.extractfile(each))]
    assert len(texts) > 8
    assert not any(b"hunter2222" in text for text in texts)
