"""Jobs on the standing lab's warm clients: idle client hosts, borrowed for a run."""

from __future__ import annotations

import json
import threading
from typing import Any, Literal

from typing_extensions import override

from socketlab import labels
from socketlab.hosts.model import HostPlan, StandingHost
from socketlab.runtimes.api import Ended, Lost, Output, RunTicket, Sink, Status
from socketlab.runtimes.docker.parts import Part, standing_of
from socketlab.runtimes.docker.standing import status_of
from socketlab.runtimes.docker.streams import Attachment

_PIECE = 600
"""Bytes of input in one order: its line stays below what a pipe takes whole, so that the orders of two
runs at once cannot tear each other. Source: pipe(7), PIPE_BUF (4096); a byte may become six characters."""


class WarmClients(Part):
    """The warm clients that a run borrows: one attachment each, however many of the run's jobs it has."""

    def __init__(self, api: Any, ticket: RunTicket, sink: Sink) -> None:
        self._api = api
        self._ticket = ticket
        self._sink = sink
        self._lock = threading.Lock()
        self._lines: dict[str, _Line] = {}

    @override
    def container(self, host: HostPlan) -> str:
        return standing_of(host).handle

    @override
    def create(self, host: HostPlan) -> None:
        self._line_to(host)  # the job begins with start

    @override
    def start(self, host: HostPlan) -> str:
        journal, nonce = self._ticket.journal_settings(host)
        order = {
            "command": list(host.machine.command or ()),
            "environment": {**journal, **host.machine.environment, **nonce},
            "expires_s": self._ticket.lifetime_s,
            "owner": self._ticket.labels.get(labels.OWNER, ""),
        }
        self._line_to(host).order(host.name, order)
        return standing_of(host).address

    @override
    def send(self, host: HostPlan, content: bytes, *, close: bool) -> None:
        line = self._line_to(host)
        for position in range(0, len(content), _PIECE):
            piece = content[position : position + _PIECE].decode("latin-1")
            line.order(host.name, {"input": piece})
        if close:
            line.order(host.name, {"close": True})

    @override
    def status(self, host: HostPlan) -> Status:
        return status_of(self._api, host)

    @override
    def stop(self, host: HostPlan, *, grace_s: float) -> str:
        self._line_to(host).order(host.name, {"stop": grace_s})  # ignored where there is no such job
        return ""

    @override
    def remove(self, host: HostPlan) -> None:
        self.stop(host, grace_s=0)

    @override
    def close(self) -> None:
        for line in self._lines.values():
            line.close()

    def _line_to(self, host: HostPlan) -> _Line:
        standing = standing_of(host)
        with self._lock:
            if standing.handle not in self._lines:
                self._lines[standing.handle] = _Line(self._api, standing, self._ticket.run, self._sink)
            line = self._lines[standing.handle]
        line.open_jobs.add(host.name)
        return line


class _Line:
    """The line to one warm client: orders go there, and what its jobs write comes back."""

    def __init__(self, api: Any, standing: StandingHost, run: str, sink: Sink) -> None:
        self._run = run
        self._sink = sink
        self._pending = b""
        self.open_jobs: set[str] = set()
        self._attachment = Attachment(
            api, standing.handle, on_output=self._output, on_end=self._gone, stdin=True
        )

    def order(self, host: str, order: dict[str, Any]) -> None:
        message = json.dumps({"job": f"{self._run}/{host}", **order}) + "\n"
        self._attachment.send(message.encode(), close=False)

    def close(self) -> None:
        self._attachment.close()

    def _output(self, stream: Literal["stdout", "stderr"], content: bytes) -> None:
        if stream != "stdout":
            return
        *lines, self._pending = (self._pending + content).split(b"\n")
        for line in lines:
            self._message(line)

    def _message(self, line: bytes) -> None:
        """One message of the warm client; those about jobs of other runs are ignored."""
        try:
            message = json.loads(line)
            run, _, host = str(message["job"]).partition("/")
        except (ValueError, KeyError, TypeError, RecursionError):
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
            self._sink(Lost(host=host, reason=f'the warm client that plays "{host}" ended'))
