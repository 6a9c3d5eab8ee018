"""How a run learns on real containers that hosts are ready, and what it leaves alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.system.shell import Finished, Shell

pytestmark = [pytest.mark.docker, pytest.mark.spread]

SERVER = """\
import socket, sys, time
time.sleep(0.7)
listener = socket.create_server(("", 12345), backlog=16)
print("serving now", flush=True)
while True:
    peer, _ = listener.accept()
    print("called", flush=True)
    peer.close()
"""

CALL = "import socket; socket.create_connection(('server', 12345)).close()"
PROBE = "import socket; socket.create_connection(('127.0.0.1', 12345)).close()"

SCENARIO = """
services:
  server:
    {{image: socketlab/python, entrypoint: [], command: [python3, -uc, {server}], stop_grace_period: 0s,
      {service}}}
  client: {{image: socketlab/python, entrypoint: [], command: [python3, -c, {client}]}}
hosts: {{server: {{service: server, {host}}}}}
fleets: {{clients: {{service: client, count: 2}}}}
checks:
  - log: {{host: server, contains: called, count: {calls}}}
"""


def text(*, service: str = "", host: str = "", client: str = CALL, calls: int = 2) -> str:
    """A server that needs a while before it listens, and two clients; what calls it is in its log."""
    return SCENARIO.format(
        server=json.dumps(SERVER), client=json.dumps(client), service=service, host=host, calls=calls
    )


def ready_how(finished: Finished) -> Any:
    (result,) = finished.results
    lines = (Path(finished.folder) / result["folder"] / "events.jsonl").read_text().splitlines()
    events = [json.loads(line) for line in lines]
    return next(event["how"] for event in events if event["event"] == "ready" and event["host"] == "server")


@pytest.mark.parametrize(
    ("host", "how"),
    [
        ("ready: {log: serving now}", "log"),
        ("ready: {port: 12345}", "port"),
        ("ready: {delay: 2s}", "delay"),
    ],
)
def test_clients_wait_for_what_the_scenario_says_and_nothing_else_calls_the_server(
    shell: Shell, host: str, how: str
) -> None:
    finished = shell.run("run", shell.file("ready.yaml", text(host=host)), "--format", "json")
    assert finished.code == 0, finished.out + finished.err
    assert ready_how(finished) == how


def test_a_health_check_runs_until_it_passes_and_no_more(shell: Shell) -> None:
    check = f"healthcheck: {{test: [CMD, python3, -c, {json.dumps(PROBE)}], interval: 30s}}"
    idle = text(service=check, client="import time; time.sleep(2)", calls=1)
    finished = shell.run("run", shell.file("health.yaml", idle), "--format", "json")
    assert finished.code == 0, finished.out + finished.err
    assert ready_how(finished) == "health"


@pytest.mark.parametrize("check", ["{test: [NONE]}", "{disable: true}", "{interval: 5s}"])
def test_a_host_without_a_health_check_is_ready_when_it_listens_or_after_a_second(
    shell: Shell, check: str
) -> None:
    later = text(service=f"healthcheck: {check}", client="import time; time.sleep(0.5); " + CALL)
    finished = shell.run("run", shell.file("none.yaml", later), "--format", "json")
    assert finished.code == 0, finished.out + finished.err
    assert ready_how(finished) in {"listening", "running"}


def test_a_host_whose_input_stays_open_can_wait_on_it(shell: Shell) -> None:
    scenario = """
services:
  reader: {image: socketlab/python, entrypoint: [], command: [cat], stdin_open: true, stop_grace_period: 1s}
  client: {image: socketlab/python, entrypoint: [], command: [sleep, "1"]}
hosts: {reader: {service: reader}}
fleets: {clients: {service: client}}
"""
    finished = shell.run("run", shell.file("reader.yaml", scenario), "--format", "json")
    assert finished.code == 0, finished.out + finished.err


def test_a_missing_image_is_one_error_before_anything_starts(shell: Shell) -> None:
    scenario = """
services: {server: {image: nowhere/server}, client: {image: nowhere/client}}
hosts: {server: {service: server}}
fleets: {clients: {service: client, count: 3}}
"""
    finished = shell.run("run", shell.file("missing.yaml", scenario))
    assert finished.code == 3
    assert 'cannot get 2 images: "nowhere/client": ' in finished.err
    assert '; "nowhere/server": ' in finished.err
    assert not (finished.folder / "runs").exists()


def test_the_deadline_of_readiness_can_be_given_with_the_command(shell: Shell) -> None:
    never = text(host="ready: {port: 1}")
    finished = shell.run("run", shell.file("never.yaml", never), "--ready-timeout", "3s", "--format", "json")
    assert finished.code == 3
    (result,) = finished.results
    assert '"server" was not ready within 3s: it does not listen on port 1/tcp' in result["trouble"]


def test_plan_shows_how_and_within_which_time_hosts_become_ready(shell: Shell) -> None:
    file = shell.file("plan.yaml", text(host="ready: {port: 12345}") + "ready_timeout: 20s\n")
    finished = shell.run("plan", file)
    assert finished.code == 0, finished.err
    assert "image socketlab/python, ready when it listens on port 12345/tcp" in finished.out
    assert "everything ready within 20s" in finished.out


def test_an_unknown_runtime_is_refused_with_the_names_that_exist(shell: Shell) -> None:
    finished = shell.run("plan", shell.file("plan.yaml", text()), "--runtime", "podman")
    assert finished.code == 4
    assert 'no runtime "podman" (use one of docker)' in finished.err


def test_a_health_check_that_hangs_is_run_again_after_its_timeout(shell: Shell) -> None:
    test = "if test -e /tmp/asked; then exit 0; fi; touch /tmp/asked; sleep 30"
    check = f"healthcheck: {{test: '{test}', timeout: 2s}}"
    finished = shell.run("run", shell.file("hangs.yaml", text(service=check)), "--format", "json")
    assert finished.code == 0, finished.out + finished.err
    assert ready_how(finished) == "health"


def test_a_health_check_that_fails_is_shown_with_its_status_and_what_it_says(shell: Shell) -> None:
    ill = shell.file("ill.yaml", text(service="healthcheck: {test: 'echo no database; exit 7'}"))
    finished = shell.run("run", ill, "--ready-timeout", "3s", "--format", "json")
    assert finished.code == 3
    (result,) = finished.results
    assert 'its health check "echo no database; exit 7" exits 7: no database' in result["trouble"]


HTTP = """
services:
  web:
    image: socketlab/python
    entrypoint: []
    command: [sh, -c, "sleep 0.5; mkdir /tmp/www; cd /tmp/www; touch up; exec python3 -m http.server 8000"]
    stop_grace_period: 0s
  client: {image: socketlab/python, entrypoint: [], command: [python3, -c, CALL]}
hosts: {server: {service: web, ready: {http: 8000PATH}}}
fleets: {clients: {service: client}}
""".replace("CALL", json.dumps(CALL.replace("12345", "8000")))


def test_a_host_is_asked_with_http_from_inside_its_network(shell: Shell) -> None:
    finished = shell.run("run", shell.file("up.yaml", HTTP.replace("PATH", "/up")), "--format", "json")
    assert finished.code == 0, finished.out + finished.err
    assert ready_how(finished) == "http"
    missing = "ready_timeout: 9s\n" + HTTP.replace("PATH", "/missing")
    finished = shell.run("run", shell.file("missing.yaml", missing))
    assert finished.code == 3, finished.out + finished.err
    assert "port 8000/missing answers with 404" in finished.out + finished.err
