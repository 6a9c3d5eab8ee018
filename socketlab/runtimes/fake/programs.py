"""What the fake runtime's hosts run in tests: a client behind its gate, and a server that serves."""

from __future__ import annotations

import json
import time

from socketlab.runtimes.fake.host import FakeHost, Program


def gated(work: Program) -> Program:
    """A program behind a gate like the real one: it says that it waits, and begins when it is released."""

    def program(host: FakeHost) -> int:
        host.write(_note("waiting", role="gate"), "stderr")
        if host.read() is None:
            return 125
        released = time.monotonic()
        code = work(host)
        host.write(_note("released", role="gate", clock=released), "stderr")
        host.write(_note("exit", role="gate", code=code), "stderr")
        return code

    return program


def serving(host: FakeHost) -> int:
    """A program that says it is ready and serves until it is stopped."""
    host.write(_note("ready", role="server"), "stderr")
    while True:
        host.sleep(3600)


def _note(event: str, **details: object) -> str:
    return json.dumps({"socketlab": 1, "event": event, "clock": time.monotonic(), **details}) + "\n"
