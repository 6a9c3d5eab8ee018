"""The small scenario in which every check's example is asked: a server ``server``, a fleet ``clients``."""

from __future__ import annotations

from socketlab.checks import CHECKS

EXAMPLE_SCENARIO = """\
name: examples
title: Every kind of check, asked once
hosts:
  server: {service: thread-server}
fleets:
  clients: {service: client, count: 3, command: [echo-client, server, "hello ${index}"]}
timeline:
  - {name: blink, at: 100ms, exec: {host: server, command: "true"}}
timeout: 30s
checks:
"""
"""Its list of checks is left open: each line that follows is one item."""


def with_all_examples() -> str:
    """The scenario with the example of every kind."""
    return EXAMPLE_SCENARIO + "".join(f"  - {kind.example}\n" for kind in CHECKS)
