"""What the fake runtime's hosts run in tests: a client behind its gate, and a server that serves."""

from __future__ import annotations

import time

from socketlab.record.journal import as_line
from socketlab.runtimes.fake.host import FakeHost, Program


def gated(work: Program) -> Program:
    """A program behind a gate like the real one: it says that it waits, and begins when it is released."""

    def program(host: FakeHost) -> int:
        host.write(as_line("waiting", role="gate", clock=time.monotonic()), "stderr")
        if host.read() is None:
            return 125
        released = time.monotonic()
        code = work(host)
        host.write(as_line("released", role="gate", clock=released), "stderr")
        host.write(as_line("exit", role="gate", clock=time.monotonic(), code=code), "stderr")
        return code

    return program


def serving(host: FakeHost) -> int:
    """A program that says it is ready and serves until it is stopped."""
    host.write(as_line("ready", role="server", clock=time.monotonic()), "stderr")
    while True:
        host.sleep(3600)
