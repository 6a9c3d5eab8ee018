"""The checks of replies and connections against real containers: each is seen to pass and to fail."""

from __future__ import annotations

import pytest

from tests.system.shell import Shell

pytestmark = pytest.mark.docker

SERVED = """
hosts: {server: {service: fork-server}}
fleets:
  clients: {service: client, count: 3, command: [echo-client, server, one, two]}
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
  - connections: {host: server, at: 1500ms, state: CLOSE_WAIT, port: 50007, count: 3}
  - connections: {host: server, state: CLOSE_WAIT, count: 0}
""",
    )
    assert {kind: [verdict for verdict, _ in answers] for kind, answers in found.items()} == {
        "latency": ["pass", "fail"],
        "throughput": ["pass", "fail"],
        "fairness": ["pass", "fail"],
        "connections": ["pass", "fail", "pass", "pass"],
    }, found
    assert found["connections"][0][1].startswith("3; others: 1 LISTEN")
