"""Hosts of the standing lab: its servers, watched but never touched, and its workstations, borrowed."""

from __future__ import annotations

import json
import os
import threading
from typing import Any, Literal

from socketlab import labels
from socketlab.hosts.model import HostPlan, StandingHost
from socketlab.runtimes.api import Created, Ended, Output, RunTicket, Sink, Status
from socketlab.runtimes.docker.body import OBSERVED
from socketlab.runtimes.docker.engine import translated
from socketlab.runtimes.docker.lab import lab_hosts, lab_project
from socketlab.runtimes.docker.streams import Attachment

_PIECE = 600
"""Bytes of input in one order: its line stays below what a pipe takes whole, so that the orders of two
runs at once cannot tear each other. Source: pipe(7), PIPE_BUF (4096); a byte may become six characters."""


def find_standing(api: Any) -> tuple[StandingHost, ...]:
    """The standing lab's hosts that run now, found by their labels."""
    with translated("look for the standing lab"):
        found = lab_hosts(api, lab_project(os.environ))
    hosts = [
        StandingHost(
            service=host.service,
            number=host.number,
            handle=host.container,
            network=host.network,
            address=host.address,
        )
        for host in found
        if host.state == "running"
    ]
    return tuple(sorted(hosts, key=lambda host: (host.service, host.number)))


class StandingHosts:
    """The standing servers that a run calls: their output is followed from now on, nothing else."""

    def __init__(self, api: Any, sink: Sink) -> None:
        self._api = api
        self._sink = sink
        self._attachments: dict[str, Attachment] = {}

    def create(self, host: HostPlan) -> Created:
        """As the runtime's verb; the host is there already."""
        standing = _standing(host)
        self._attachments[host.name] = Attachment(
            self._api,
            standing.handle,
            on_output=lambda stream, content: self._sink(
                Output(host=host.name, stream=stream, content=content)
            ),
            on_end=lambda: self._sink(Ended(host=host.name, code=None)),
            stdin=False,
        )
        return Created(readiness="running", address=standing.address)

    def status(self, host: HostPlan) -> Status:
        """As the runtime's verb."""
        with translated(f'look at "{host.name}"'):
            state = self._api.inspect_container(_standing(host).handle)["State"]
        return Status(running=bool(state["Running"]))

    def let_go(self, host: HostPlan) -> None:
        """Stop following; the host itself is left as it is."""
        attachment = self._attachments.pop(host.name, None)
        if attachment is not None:
            attachment.close()

    def close(self) -> None:
        """Stop following them all."""
        for attachment in list(self._attachments.values()):
            attachment.close()


class Workstations:
    """The standing lab's idle client hosts: one attachment each, however many jobs of the run it does."""

    def __init__(self, api: Any, ticket: RunTicket, sink: Sink) -> None:
        self._api = api
        self._ticket = ticket
        self._sink = sink
        self._lock = threading.Lock()
        self._benches: dict[str, _Bench] = {}

    def create(self, host: HostPlan) -> Created:
        """Attach to the workstation; the job begins with ``start``."""
        self._bench(host)
        return Created(readiness="gate", address=_standing(host).address)

    def start(self, host: HostPlan) -> None:
        """Give the job to the workstation, which loads it behind its gate."""
        order = {
            "command": list(host.machine.command or ()),
            "environment": {**OBSERVED, **host.machine.environment},
            "expires_s": self._ticket.lifetime_s,
            "owner": self._ticket.labels.get(labels.OWNER, ""),
        }
        self._bench(host).order(host.name, order)

    def send(self, host: HostPlan, content: bytes, *, close: bool) -> None:
        """As the runtime's verb."""
        bench = self._bench(host)
        for position in range(0, len(content), _PIECE):
            piece = content[position : position + _PIECE].decode("latin-1")
            bench.order(host.name, {"input": piece})
        if close:
            bench.order(host.name, {"close": True})

    def stop(self, host: HostPlan, *, grace_s: float) -> None:
        """As the runtime's verb; a workstation ignores a stop for a job it does not have."""
        self._bench(host).order(host.name, {"stop": grace_s})

    def close(self) -> None:
        """Let go of all workstations."""
        for bench in self._benches.values():
            bench.close()

    def _bench(self, host: HostPlan) -> _Bench:
        standing = _standing(host)
        with self._lock:
            if standing.handle not in self._benches:
                self._benches[standing.handle] = _Bench(self._api, standing, self._ticket.run, self._sink)
            bench = self._benches[standing.handle]
        bench.open_jobs.add(host.name)
        return bench


class _Bench:
    """One workstation as this run sees it."""

    def __init__(self, api: Any, standing: StandingHost, run: str, sink: Sink) -> None:
        self._run = run
        self._sink = sink
        self._pending = b""
        self.open_jobs: set[str] = set()
        self._attachment = Attachment(
            api, standing.handle, on_output=self._output, on_end=self._gone, stdin=True
        )

    def order(self, host: str, order: dict[str, Any]) -> None:
        line = json.dumps({"job": f"{self._run}/{host}", **order}) + "\n"
        self._attachment.send(line.encode(), close=False)

    def close(self) -> None:
        self._attachment.close()

    def _output(self, stream: Literal["stdout", "stderr"], content: bytes) -> None:
        if stream != "stdout":
            return
        *lines, self._pending = (self._pending + content).split(b"\n")
        for line in lines:
            self._message(line)

    def _message(self, line: bytes) -> None:
        """One line of the workstation; those of other runs' jobs are none of ours."""
        try:
            message = json.loads(line)
            run, _, host = str(message["job"]).partition("/")
        except (ValueError, KeyError, TypeError):
            return
        if run != self._run:
            return
        if "code" in message:
            self.open_jobs.discard(host)
            self._sink(Ended(host=host, code=int(message["code"])))
        elif message.get("stream") in ("stdout", "stderr"):
            content = str(message["content"]).encode("latin-1")
            self._sink(Output(host=host, stream=message["stream"], content=content))

    def _gone(self) -> None:
        for host in sorted(self.open_jobs):
            self._sink(Ended(host=host, code=None))


def _standing(host: HostPlan) -> StandingHost:
    if host.standing is None:
        raise AssertionError(f"{host.name} is planned on the standing lab without saying where")
    return host.standing
