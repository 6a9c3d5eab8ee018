"""What the fake runtime's hosts run in tests: a client behind its gate, and a server that serves."""

from __future__ import annotations

import json

from socketlab.record.credentials import sealed
from socketlab.record.journal import as_line
from socketlab.runtimes.fake.host import FakeHost, Program


def gated(work: Program) -> Program:
    """A program behind a gate like the real one: it reports that it waits, and begins when it is released."""

    def program(host: FakeHost) -> int:
        host.write(as_line("waiting", role="gate", clock=host.clock.now()), "stderr")
        line = host.read()
        if line is None:
            return 125
        order = json.loads(line)
        key, host.nonce = bytes.fromhex(order["key"]), order["nonce"]
        host.sleep(order["release"] - host.clock.now())
        released_s = host.clock.now()
        code = work(host)
        say(host, key, as_line("released", role="gate", clock=released_s))
        say(host, key, as_line("exit", role="gate", clock=host.clock.now(), code=code))
        return code

    return program


def serving(host: FakeHost) -> int:
    """A program that says it is ready and serves until it is stopped."""
    host.write(note(host, "ready", role="server"), "stderr")
    while True:
        host.sleep(3600)


def note(host: FakeHost, event: str, *, role: str, **details: object) -> str:
    """A line of a host's journal, written now."""
    return as_line(event, role=role, clock=host.clock.now(), **details, nonce=host.nonce)


def say(host: FakeHost, key: bytes, line: str) -> None:
    """Write a gate's note with its seal."""
    host.write(sealed(line.rstrip("\n").encode(), key).decode() + "\n", "stderr")
