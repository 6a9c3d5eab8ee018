"""Links against what they were asked for: what real hosts see, and what the router's thorough probes find."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

from tests.bench.command import FLEET, Bench

FLOW = Path(__file__).resolve().parents[1] / "system" / "flow.py"

PING = """
name: ping
services:
  idle: {image: socketlab/base, entrypoint: [], command: [sleep, "60"]}
  caller: {image: socketlab/base, entrypoint: [], command: [ping, -c, "20", -i, "0.1", -n, server]}
hosts: {server: {service: idle}}
fleets: {client: {service: caller}}
"""

TCP = """
name: flow
services:
  flow: {image: socketlab/base, entrypoint: [], command: [python3, /opt/flow/flow.py]}
hosts:
  server: {service: flow, ready: {log: ready}, files: {/opt/flow/flow.py: {source: flow.py}}}
fleets:
  sender:
    service: flow
    command: [python3, /opt/flow/flow.py, server, "4"]
    files: {/opt/flow/flow.py: {source: flow.py}}
"""


BESIDE = """
  other: {service: caller}
networks: {office: {}, world: {}}
"""
"""A second fleet, whose path to the server may have conditions while the sender's has none."""


class Distance:
    """Runs with links, and what they left.

    Args:
        bench: A folder for scenarios and evidence.
    """

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        shutil.copy(FLOW, bench.folder)

    def round_trip_s(self, conditions: str) -> float:
        """The mean round-trip time that a client's ping prints."""
        folder = self._run(PING + _link("client", conditions))
        text = (folder / "logs" / "client-1.stdout.log").read_text(encoding="utf-8")
        found = re.search(r"= [\d.]+/([\d.]+)/", text)
        if found is None:
            raise RuntimeError(f"no round-trip time in {text!r}")
        return float(found[1]) / 1000

    def measured(self, conditions: str) -> dict[str, dict[str, Any]]:
        """What thorough probes find from the client to the server, by quantity."""
        quiet = PING.replace('[ping, -c, "20", -i, "0.1", -n, server]', '[sleep, "0"]')
        link = f"links: [{{from: client, to: server, {conditions}}}]\n"
        folder = self._run(quiet + link, thorough=True)
        events = map(json.loads, (folder / "events.jsonl").read_text(encoding="utf-8").splitlines())
        return {event["quantity"]: event for event in events if event["event"] == "link-measured"}

    def tcp_bit_s(self, conditions: str | None) -> float:
        """What one TCP connection brings across in a second."""
        text = TCP + (_link("sender", conditions) if conditions else "")
        log = self._run(text) / "logs" / "server.stdout.log"
        return float(log.read_text(encoding="utf-8").split("rate ")[1].split()[0])

    def unshaped_bit_s(self, *, shaped: bool, across: bool) -> float:
        """What one TCP connection brings in a second across a path without conditions.

        Args:
            shaped: Whether the path of the other fleet, which pings, has conditions.
            across: Whether the router is on the way, between two networks.
        """
        text = TCP.replace("services:\n", "services:\n" + _service(PING, "caller"))
        text = text.rstrip() + BESIDE
        sender = "office" if across else "world"
        text = text.replace("  server: {service: flow,", "  server: {service: flow, networks: [world],")
        text = text.replace("    service: flow\n", f"    service: flow\n    networks: [{sender}]\n")
        text = text.replace("{service: caller}", "{service: caller, networks: [office]}")
        if shaped:
            text += _link("other", "delay: 10ms, loss: 1%, rate: 10mbit")
        log = self._run(text) / "logs" / "server.stdout.log"
        return float(log.read_text(encoding="utf-8").split("rate ")[1].split()[0])

    def eight_clients(self) -> dict[str, Any]:
        """The run of eight clients that ``make bench`` measures, with conditions."""
        return self._bench.run(self._file(FLEET + _link("clients", "delay: 1ms, loss: 0.01%")))

    def _run(self, text: str, *, thorough: bool = False) -> Path:
        more = ("--probe", "thorough") if thorough else ()
        result = self._bench.run(self._file(text), *more)
        return self._bench.folder / str(result["folder"])

    def _file(self, text: str) -> str:
        file = self._bench.folder / "distance.yaml"
        file.write_text(text, encoding="utf-8")
        return str(file)


def _service(text: str, name: str) -> str:
    """The line that defines a service."""
    return next(line for line in text.splitlines(keepends=True) if line.startswith(f"  {name}: "))


def _link(fleet: str, conditions: str) -> str:
    return f"links: [{{between: [{fleet}, server], {conditions}}}]\n"
