"""Faults on real containers."""

from __future__ import annotations

import json
import signal
import time

import pytest

from tests.system.left import assert_nothing_left
from tests.system.shell import Shell

pytestmark = [pytest.mark.docker, pytest.mark.spread]


def test_a_server_that_is_killed_in_the_middle_breaks_its_clients_off(shell: Shell) -> None:
    scenario = """
hosts: {server: {service: thread-server, environment: {SOCKETLAB_WORK_SECONDS: "20"}}}
fleets: {clients: {service: client, count: 2, command: [echo-client, server]}}
timeline:
  - when: {host: server, contains: "Server connected by", number: 2}
    after: 200ms
    kill: {host: server}
timeout: 15s
checks:
  - exit_status: {fleet: clients, is: 1}
  - output: {fleet: clients, stream: stderr, matches: "server:50007 (broke off|closed)", count: 1}
  - client_time: {fleet: clients, at_most: 10s}
"""
    finished = shell.run("run", shell.file("killed.yaml", scenario), "--format", "json")
    (result,) = finished.results
    assert finished.code == 0, json.dumps(result["checks"], indent=1)


def test_a_server_that_was_restarted_serves_the_clients_that_come_later(shell: Shell) -> None:
    scenario = """
hosts: {server: {service: echo-server}}
fleets:
  early: {service: client, command: [echo-client, server, early]}
  late: {service: client, start: {at: 4s}, command: [echo-client, server, late]}
timeline:
  - at: 1s
    restart: {host: server, down: 500ms}
checks:
  - echo: {fleet: early}
  - echo: {fleet: late}
  - log: {host: server, contains: "echo-server ready on", count: 2}
"""
    finished = shell.run("run", shell.file("restarted.yaml", scenario), "--format", "json")
    (result,) = finished.results
    assert finished.code == 0, json.dumps(result["checks"], indent=1)


def test_a_command_on_a_host_is_run_there_and_its_output_kept(shell: Shell) -> None:
    scenario = """
hosts: {server: {service: echo-server}}
timeline:
  - at: 100ms
    exec: {host: server, command: [hostname]}
  - at: 2s
    signal: {host: server, signal: TERM}
"""
    finished = shell.run("run", shell.file("commanded.yaml", scenario))
    assert finished.code == 0, finished.out
    assert "fault: exec server (exit status 0: echo-server)" in finished.out
    assert "fault: signal server (TERM)" in finished.out


def test_an_interrupt_while_a_host_is_down_returns_promptly_and_leaves_nothing(shell: Shell) -> None:
    scenario = """
hosts: {server: {service: echo-server}}
timeline: [{at: 100ms, restart: {host: server, down: 60s}}]
timeout: 90s
"""
    process = shell.start("run", shell.file("down.yaml", scenario))
    assert process.stdout is not None
    for line in process.stdout:
        if "fault: restart server (down)" in line:
            break
    began = time.monotonic()
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=50)
    assert time.monotonic() - began < 20
    assert process.returncode == 2, out
    (folder,) = (shell.folder / "runs" / "down").iterdir()
    assert_nothing_left(folder.name.rpartition("-")[2])


def test_a_command_that_does_not_end_leaves_the_verdict_open_and_nothing_behind(shell: Shell) -> None:
    scenario = """
hosts: {server: {service: echo-server}}
timeline: [{at: 100ms, exec: {host: server, command: [sleep, "300"]}}]
timeout: 1s
"""
    finished = shell.run("run", shell.file("endless.yaml", scenario), "--format", "json", timeout=60)
    (result,) = finished.results
    assert finished.code == 3
    assert "had not ended when the run did" in finished.out
    assert result["left"] == []
    assert_nothing_left(result["run"])


def test_some_clients_of_a_fleet_are_killed_and_the_others_are_not(shell: Shell) -> None:
    scenario = """
hosts: {server: {service: thread-server, environment: {SOCKETLAB_WORK_SECONDS: "2"}}}
fleets: {clients: {service: client, count: 4, command: [echo-client, server]}}
timeline: [{when: {event: connected, host: server, number: 4}, after: 200ms, kill: {host: 50% of clients}}]
timeout: 20s
checks:
  - exit_status: {fleet: clients, is: 0, clients: 2}
  - exit_status: {fleet: clients, is: 137, clients: 2}
"""
    finished = shell.run("run", shell.file("some.yaml", scenario), "--format", "json")
    (result,) = finished.results
    assert finished.code == 0, json.dumps(result["checks"], indent=1)


def test_a_program_that_is_missing_leaves_the_verdict_open(shell: Shell) -> None:
    scenario = """
hosts: {server: {service: echo-server}}
timeline: [{at: 100ms, exec: {host: server, command: [no-such-program]}}]
"""
    finished = shell.run("run", shell.file("missing.yaml", scenario), "--format", "json")
    assert finished.code == 3
    assert "executable file not found" in finished.out


def test_a_command_in_the_background_ends_with_its_host(shell: Shell) -> None:
    scenario = """
hosts: {server: {service: echo-server}}
timeline:
  - {at: 100ms, exec: {host: server, command: [sleep, "1000"], background: true}}
  - {at: 400ms, exec: {host: server, command: [sh, -c, "grep -l sleep /proc/[0-9]*/comm"]}}
"""
    began = time.monotonic()
    finished = shell.run("run", shell.file("background.yaml", scenario), "--format", "json")
    (result,) = finished.results
    assert finished.code == 0, finished.out
    assert time.monotonic() - began < 30
    assert_nothing_left(result["run"])


def test_a_host_that_ignores_term_is_killed_after_its_grace_period(shell: Shell) -> None:
    program = (
        "import signal, time; signal.signal(15, signal.SIG_IGN); print('up', flush=True); time.sleep(99)"
    )
    scenario = f"""
services:
  deaf: {{image: socketlab/python, command: [python3, -c, "{program}"], stop_grace_period: 1s}}
hosts: {{server: {{service: deaf, ready: {{log: up}}}}}}
timeline: [{{at: 100ms, restart: {{host: server}}}}]
"""
    finished = shell.run("run", shell.file("deaf.yaml", scenario))
    assert finished.code == 0, finished.out
    assert (
        finished.out.count("server ignored SIGTERM, killed after 1s") == 3
    )  # twice as it happens, once below


def test_a_paused_server_answers_when_it_goes_on(shell: Shell) -> None:
    scenario = """
hosts: {server: {service: thread-server, environment: {SOCKETLAB_WORK_SECONDS: "0"}}}
fleets:
  early: {service: client, command: [echo-client, server]}
  during: {service: client, command: [echo-client, server], start: {at: 800ms}}
timeline:
  - {at: 500ms, pause: {host: server, for: 2s}}
checks:
  - client_time: {fleet: early, at_most: 400ms}
  - client_time: {fleet: during, at_least: 1500ms}
"""
    finished = shell.run("run", shell.file("paused.yaml", scenario))
    assert finished.code == 0, finished.out
    assert "fault: pause server (paused)" in finished.out
