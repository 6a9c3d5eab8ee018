"""Jobs that killed runs left on the standing lab's warm clients: found, and ended."""

from __future__ import annotations

import json
import secrets
import threading
import time
from typing import Any, Literal

from socketlab.hosts.model import StandingHost
from socketlab.runtimes.api import Leftover
from socketlab.runtimes.docker.standing import find_standing
from socketlab.runtimes.docker.streams import Attachment
from socketlab.runtimes.owner import is_alive

_PATIENCE_S = 1.0
"""For the answers of all of them together: a warm client answers in a millisecond, and one that does not
is of another version."""


def find_jobs(api: Any) -> tuple[Leftover, ...]:
    """Every job on a warm client, with whether its run is still being played."""
    warm = [host for host in find_standing(api) if host.service == "client"]
    inquiries = [_Inquiry(api, client) for client in warm]
    deadline = time.monotonic() + _PATIENCE_S
    return tuple(leftover for inquiry in inquiries for leftover in inquiry.answer(deadline))


def stop_job(api: Any, leftover: Leftover) -> None:
    """End one of them at once."""
    container, _, job = leftover.handle.partition(" ")
    attachment = Attachment(api, container, on_output=_ignore, on_end=_nothing, stdin=True)
    attachment.send((json.dumps({"job": job, "stop": 0}) + "\n").encode(), close=False)
    attachment.close()


class _Inquiry:
    """One question to one warm client; all are asked before the first answer is awaited."""

    def __init__(self, api: Any, client: StandingHost) -> None:
        self._client = client
        self._word = secrets.token_hex(4)
        self._pending = b""
        self._jobs: list[dict[str, str]] = []
        self._answered = threading.Event()
        self._attachment = Attachment(
            api, client.handle, on_output=self._output, on_end=self._answered.set, stdin=True
        )
        self._attachment.send((json.dumps({"list": self._word}) + "\n").encode(), close=False)

    def answer(self, deadline: float) -> list[Leftover]:
        self._answered.wait(max(0.0, deadline - time.monotonic()))
        self._attachment.close()
        return [self._leftover(job) for job in self._jobs]

    def _output(self, _: Literal["stdout", "stderr"], content: bytes) -> None:
        *lines, self._pending = (self._pending + content).split(b"\n")
        for line in lines:
            try:
                message = json.loads(line)
            except ValueError:
                continue
            if isinstance(message, dict) and message.get("list") == self._word:
                self._jobs = message["jobs"]
                self._answered.set()

    def _leftover(self, job: dict[str, str]) -> Leftover:
        run, _, host = job["job"].partition("/")
        return Leftover(
            kind="job",
            name=f"{host} on warm client {self._client.number}",
            run=run,
            scenario="the standing lab",
            owner_alive=is_alive(job["owner"]),
            handle=f"{self._client.handle} {job['job']}",
        )


def _ignore(_: Literal["stdout", "stderr"], __: bytes) -> None:
    """The output of a warm client while one of its jobs is being ended is not needed."""


def _nothing() -> None:
    """A warm client that ends takes its jobs with it."""
