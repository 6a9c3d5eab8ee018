"""The checks of replies and connections against real containers: each is seen to pass and to fail."""

from __future__ import annotations

import pytest

from tests.system.shell import Shell

pytestmark = [pytest.mark.docker, pytest.mark.spread]

SERVED = """
hosts: {server: {service: fork-server}}
fleets:
  clients: {service: client, count: 3, command: [echo-client, server, one, two, three, four, five]}
timeout: 30s
checks:
"""


def verdicts(shell: Shell, text: str) -> dict[str, list[tuple[str, str]]]:
    """What the written checks of a scenario answer, by kind."""
    finished = shell.run("run", shell.file("replies.yaml", text), "--format", "json")
    (result,) = finished.results
    found: dict[str, list[tuple[str, str]]] = {}
    for check in result["checks"]:
        if check["place"] != "implied":
            found.setdefault(check["kind"], []).append((check["verdict"], check["seen"]))
    return found


def test_replies_are_timed_and_connections_counted(shell: Shell) -> None:
    """The server takes a second for each reply; with the second and last message a client ends its side."""
    found = verdicts(
        shell,
        SERVED
        + """\
  - latency: {fleet: clients, percentile: 50, at_least: 900ms, at_most: 3s}
  - latency: {fleet: clients, at_most: 500ms}
  - throughput: {fleet: clients, at_most: 100kbit}
  - throughput: {fleet: clients, of: each, at_least: 1mbit}
  - fairness: {fleet: clients, index: 0.9, longest_wait: 5s}
  - fairness: {fleet: clients, longest_wait: 500ms}
  - connections: {host: server, at: 500ms, port: 50007, count: 3}
  - connections: {host: server, at: 500ms, port: 50007, count: 4}
  - connections: {host: server, state: CLOSE_WAIT, count: 0}
""",
    )
    assert {kind: [verdict for verdict, _ in answers] for kind, answers in found.items()} == {
        "latency": ["pass", "fail"],
        "throughput": ["pass", "fail"],
        "fairness": ["pass", "fail"],
        "connections": ["pass", "fail", "pass"],
    }, found
    assert found["connections"][0][1].startswith("3; others: 1 LISTEN")


TWICE = """
services:
  twice:
    image: socketlab/client
    entrypoint: [python3, -c]
    command:
      - |
        import socket
        with socket.create_server(("", 50007)) as listener:
            print("listening", flush=True)
            while True:
                connection, _ = listener.accept()
                with connection:
                    message = connection.recv(999)
                    if message != b"silence":
                        connection.sendall(message * 2)
    healthcheck: {disable: true}
hosts: {server: {service: twice}}
fleets:
  clients: {service: client, start: {at: 1s}, command: [echo-client, server, hello]}
  others: {service: client, start: {at: 1s}, command: [echo-client, server, silence]}
timeout: 30s
checks:
  - exit_status: {fleet: others, is: 1}
  - no_duplicates: {fleet: clients}
  - no_loss: {fleet: clients}
  - no_loss: {fleet: others}
"""


def test_a_reply_that_comes_twice_and_one_that_never_comes_are_found(shell: Shell) -> None:
    found = verdicts(shell, TWICE)
    assert found["no_duplicates"] == [("fail", "clients-1 got 'hello' back 2 times")]
    assert found["no_loss"] == [
        ("pass", "1 of 1 message"),
        ("fail", "others-1 got no reply to 'silence'"),
    ]


def test_a_check_of_a_moment_may_come_to_hold(shell: Shell) -> None:
    """With its last message, after four seconds, each client ends its side."""
    found = verdicts(
        shell,
        SERVED
        + """\
  - eventually: {within: 5s}
    connections: {host: server, at: 1s, state: CLOSE_WAIT, port: 50007, count: 3}
  - eventually: {within: 1s}
    connections: {host: server, at: 1s, port: 50007, count: 9}
""",
    )
    assert [verdict for verdict, _ in found["connections"]] == ["pass", "fail"], found


def test_checks_are_limited_to_a_step_and_recovery_counts_from_its_end(shell: Shell) -> None:
    """Both messages before the restart ends are sent at once; the later fleet waits for the server."""
    text = """
hosts: {server: {service: thread-server}}
fleets:
  clients: {service: client, command: [echo-client, server, one, two, three]}
  late:
    service: client
    start: {at: 9s}
    environment: {SOCKETLAB_JOURNAL: stderr}
    command: [sh, -c, "until echo-client --timeout 2 server hello; do sleep 0.2; done"]
timeline:
  - {name: skewed, at: 500ms, clock: {host: server, skew: 1h, for: 1s}}
  - {name: outage, at: 8s, restart: {host: server, down: 500ms}}
timeout: 30s
checks:
  - {during: skewed, latency: {fleet: clients, at_least: 900ms, at_most: 5s}}
  - {during: skewed, latency: {fleet: clients, at_most: 500ms}}
  - {during: outage, level: warning, latency: {fleet: late, at_most: 5s}}
  - recovery_time: {fleet: late, after: outage, at_most: 15s}
  - recovery_time: {fleet: late, after: outage, at_most: 100ms}
  - no_duplicates: {fleet: clients}
  - no_loss: {fleet: clients}
"""
    found = verdicts(shell, text)
    assert {kind: [verdict for verdict, _ in answers] for kind, answers in found.items()} == {
        "latency": ["pass", "fail", "unknown"],
        "recovery_time": ["pass", "fail"],
        "no_duplicates": ["pass"],
        "no_loss": ["pass"],
    }, found
    assert found["latency"][0][1].endswith("of 1 reply")
    assert found["latency"][2][1] == "no message was sent"
