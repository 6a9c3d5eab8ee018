"""The user's own services: inline and from another compose file, with and without a gate, good and bad."""

from __future__ import annotations

import json
import re

import pytest

from tests.system.shell import Shell

pytestmark = [pytest.mark.docker, pytest.mark.spread]

UNGATED = """
title: a client that knows nothing of this tool
services:
  talker:
    image: socketlab/client
    entrypoint: [sh, -c]
hosts:
  server:
    service: thread-server
    environment: {SOCKETLAB_WORK_SECONDS: "0.5"}
fleets:
  talkers:
    service: talker
    count: 3
    command:
      - |
        exec python3 -c '
        import socket, sys
        server = socket.create_connection(("server", 50007))
        server.sendall(sys.stdin.read().encode())
        print(server.recv(999).decode())'
    stdin: "words of ${index}"
checks:
  - output: {fleet: talkers, contains: "Echo=>words of ${index} at"}
  - client_time: {fleet: talkers, at_least: 200ms, at_most: 20s}
"""


def test_clients_without_a_gate_are_played_and_timed_by_the_engines_clock(shell: Shell) -> None:
    finished = shell.run("run", shell.file("ungated.yaml", UNGATED), "--format", "json")
    (result,) = finished.results
    assert finished.code == 0, result
    assert result["fleets"]["talkers"]["start_skew_s"] is not None


COPYING = """
title: clients without a gate copy a file
services:
  copier:
    image: socketlab/client
    entrypoint: [sh, -c]
    working_dir: /tmp
hosts:
  server: {service: thread-server, files: {/srv/a: {text: "12345"}}}
fleets:
  right: {service: copier, count: 2, command: ["printf 12345 > copy"]}
  wrong: {service: copier, command: ["printf 1234x > copy; mkdir folder"]}
checks:
  - same_file: {fleet: right, file: copy, host: server, source: /srv/a}
  - file: {fleet: right, path: /tmp/copy, size: 5B}
  - file: {fleet: wrong, path: folder}
  - file: {fleet: wrong, path: missing, exists: false}
  - same_file: {fleet: wrong, file: copy, host: server, source: /srv/a}
  - file: {fleet: wrong, path: missing}
"""


def test_files_of_clients_without_a_gate_are_read_when_they_have_ended(shell: Shell) -> None:
    finished = shell.run("run", shell.file("copying.yaml", COPYING), "--format", "json")
    (result,) = finished.results
    verdicts = [check["verdict"] for check in result["checks"] if check["kind"] in {"file", "same_file"}]
    assert verdicts == ["pass", "pass", "pass", "pass", "fail", "fail"], result["checks"]


def test_another_projects_compose_file_is_the_catalogue(shell: Shell) -> None:
    shell.file(
        "shop.yaml",
        """
services:
  till:
    image: socketlab/echo-server
    environment: [SOCKETLAB_PORT=7000]
  customer:
    image: socketlab/client
  unrelated:
    image: nowhere/at-all
    privileged: true
""",
    )
    scenario = """
compose: shop.yaml
hosts: {till: {service: till}}
fleets:
  customers: {service: customer, count: 2, command: [echo-client, --port, "7000", till, "a loaf ${index}"]}
checks: [{echo: {fleet: customers}}]
"""
    assert shell.run("run", shell.file("buy.yaml", scenario)).code == 0


def test_a_server_that_cannot_start_fails_at_once_with_its_own_last_words(shell: Shell) -> None:
    scenario = """
hosts: {server: {service: echo-server, command: [--port, "80x"]}}
fleets: {clients: {service: client, command: [echo-client, server]}}
"""
    finished = shell.run("run", shell.file("bad-port.yaml", scenario), "--format", "json", timeout=20)
    (result,) = finished.results
    assert finished.code == 1
    died = next(check for check in result["checks"] if check["kind"] == "hosts_up")
    assert '"80x" is not a whole number' in died["seen"]


def test_a_missing_image_is_a_lab_error_that_names_it_and_why_it_cannot_be_had(shell: Shell) -> None:
    scenario = """
services: {server: {image: "socketlab/never-built"}}
hosts: {server: {service: server}}
fleets: {clients: {service: client, command: [echo-client, server]}}
"""
    finished = shell.run("run", shell.file("no-image.yaml", scenario), "--format", "json")
    assert finished.code == 3
    assert finished.results == []
    assert 'cannot get 1 image: "socketlab/never-built": no recipe in images/' in finished.err


def test_a_failed_check_shows_expected_seen_and_the_file_that_proves_it(shell: Shell) -> None:
    scenario = """
hosts: {server: {service: echo-server}}
fleets: {clients: {service: client, command: [echo-client, server, "hello"]}}
checks:
  - name: the server whispers
    output: {fleet: clients, contains: "psst"}
"""
    finished = shell.run("run", shell.file("wrong.yaml", scenario))
    assert finished.code == 1
    assert "wrong.yaml:5:5" in finished.out
    assert re.search(r'expected at least 1 line .* "psst"', finished.out)
    evidence = next(
        line.split()[-1] for line in finished.out.splitlines() if line.strip().startswith("evidence")
    )
    assert "Echo=>hello" in (shell.folder / evidence).read_text()


def test_a_client_that_cannot_reach_its_server_fails_with_its_line_in_the_evidence(shell: Shell) -> None:
    scenario = """
hosts: {server: {service: echo-server}}
fleets: {clients: {service: client, command: [echo-client, --port, "9", server]}}
"""
    finished = shell.run("run", shell.file("nobody.yaml", scenario), "--format", "json")
    (result,) = finished.results
    assert finished.code == 1
    errors = (shell.folder / result["folder"] / "logs" / "clients-1.stderr.log").read_text()
    assert "onnection refused" in errors
    assert "Traceback" not in errors


def test_a_client_that_never_ends_is_stopped_at_the_timeout(shell: Shell) -> None:
    scenario = """
hosts: {server: {service: fork-server, environment: {SOCKETLAB_WORK_SECONDS: "600"}}}
fleets: {clients: {service: client, count: 2, command: [echo-client, server]}}
"""
    finished = shell.run(
        "run", shell.file("slow.yaml", scenario), "--timeout", "1s", "--format", "json", timeout=40
    )
    (result,) = finished.results
    assert finished.code == 1
    assert "had not ended" in json.dumps(result["checks"])


def test_hosts_are_hardened(shell: Shell) -> None:
    scenario = """
hosts: {server: {service: echo-server}}
fleets:
  probes:
    service: client
    command: [sh, -c, "id -u; grep CapEff /proc/self/status; touch /etc/x; exit 0"]
checks:
  - output: {fleet: probes, matches: "^10001$"}
  - output: {fleet: probes, matches: "^CapEff:\\\\s+0+$"}
  - output: {fleet: probes, stream: stderr, contains: "Read-only file system"}
"""
    finished = shell.run("run", shell.file("hardened.yaml", scenario))
    assert finished.code == 0, finished.out


def test_a_runs_network_is_closed_to_the_outside_and_publishes_nothing(shell: Shell) -> None:
    import docker

    result = shell.run("run", "two-ports", "--keep", "--format", "json").results[0]
    client = docker.from_env()
    try:
        wanted: dict[str, str | list[str] | bool] = {"label": [f"io.socketlab.run={result['run']}"]}
        (network,) = client.networks.list(filters=wanted)
        assert network.attrs["Options"]["com.docker.network.bridge.inhibit_ipv4"] == "true"
        assert network.attrs["Options"]["com.docker.network.bridge.enable_ip_masquerade"] == "false"
        assert network.attrs["IPAM"]["Config"][0]["Subnet"].startswith("198.19.")
        containers = client.containers.list(all=True, filters=wanted)
        assert len(containers) == 9
        assert all(not container.attrs["HostConfig"]["PortBindings"] for container in containers)
    finally:
        client.close()
        assert shell.run("down", "--run", result["run"]).code == 0
