"""The gate: a client waits here, fully loaded, until one line releases a whole fleet at one moment.

Starting eight interpreters takes a tenth of a second and more, and takes it at different times. So each
client first loads its program, says ``waiting``, and reads one line from its standard input::

    {"release": 8123.25, "collect": ["file.bin"], "key": "9c...", "nonce": "5f..."}

``release`` is a moment on CLOCK_MONOTONIC, which all containers of one kernel share; the gate sleeps
until then. What follows that line on standard input is the program's own. When the program has ended
the gate digests the files it was asked to collect, says ``exit`` and passes the exit status on. The note of
the exit also says what the program had of the processors, by which it can be told how late the machine was.

The program shares the gate's standard error and can print anything there. So each note after the release is
sealed: its last member is a digest of the rest of the line, keyed with ``key``. The key never leaves this
process. ``nonce`` marks the journal of a program that runs in this interpreter; any other command gets
neither, and cannot read them from the gate's memory or descriptors.

What the gate says goes to standard error, one JSON line each, in the shape of the services' journal::

    {"socketlab": 1, "event": "waiting", "clock": 8123.1, "role": "gate"}

Without ``SOCKETLAB_GATE=1`` in the environment there is no gate: the program starts at once.

Source: time_namespaces(7): CLOCK_MONOTONIC is the kernel's unless a time namespace shifts it, and
container engines make none. RFC 7693, 2.9, on BLAKE2 with a key; prctl(2), PR_SET_DUMPABLE.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib
import json
import os
import signal
import sys
import time
from collections.abc import Callable
from types import FrameType

from services.lab import journal, wakeups
from services.lab.processors import Processors

PROGRAMS = {
    "echo-client": "services.clients.echo_client",
    "udp-echo-client": "services.clients.udp_echo_client",
    "raw-client": "services.clients.raw_client",
    "getfile": "services.files.getfile",
    "warm-client": "services.lab.warm_client",
    "workstation": "services.lab.warm_client",
}
"""Programs that run inside the gate's own interpreter; anything else is run as a command.

`workstation` is the older name of the warm client.
"""

LONGEST_ORDER = 65_536
CLOSED_BEFORE_RELEASE = 125
COMMAND_NOT_FOUND = 127
"""Exit status of a command that is not there. Source: POSIX, Shell Command Language, 2.8.2."""

_LONGEST_REASON = 300
"""Characters of the reason why a command cannot be started."""

_DIGEST_BLOCK = 1 << 20
_SEAL_BYTES = 16
_PR_SET_DUMPABLE = 4
"""Source: Linux, ``include/uapi/linux/prctl.h``."""


def main(arguments: list[str] | None = None) -> int:
    """Run the command given as arguments, behind the gate if the environment asks for it.

    Returns:
        The command's exit status; 125 when the gate was closed before it opened.
    """
    command = sys.argv[1:] if arguments is None else arguments
    if not command:
        print(f"gate: no command (one of {', '.join(PROGRAMS)}, or any other)", file=sys.stderr)
        return 2
    if os.environ.get("SOCKETLAB_GATE") != "1":
        return load(command, Processors())() if command[0] in PROGRAMS else become(command)
    return behind_gate(command)


def behind_gate(command: list[str]) -> int:
    """Load the command's program, wait for the release, run it, report its end."""
    signal.signal(signal.SIGTERM, _leave)
    wakeups.wake_regularly()
    processors = Processors()
    start = load(command, processors)
    say("waiting")
    order = _read_order()
    if order is None:
        return CLOSED_BEFORE_RELEASE
    journal.entrust(order.nonce)
    processors.prepare()
    _sleep_until(order.moment)
    released = time.clock_gettime(time.CLOCK_MONOTONIC)
    processors.begin()
    try:
        code, missing = start(), {}
    except CannotStart as error:
        code, missing = COMMAND_NOT_FOUND, {"trouble": str(error)}
    figures = processors.figures()
    say("released", key=order.key, clock=released)
    for path in order.collect:
        say("file", key=order.key, **digest(path))
    say("exit", key=order.key, code=code, **missing, **figures)
    return code


def load(command: list[str], processors: Processors) -> Callable[[], int]:
    """Make ready to run a command: all that can be done before the moment counts is done here.

    Args:
        command: The command.
        processors: Where a process that has ended is counted.

    Returns:
        What runs a known program in this interpreter, any other as a process of its own, and returns
        its exit status; 128 and the signal's number if a signal ended it.
    """
    if command[0] not in PROGRAMS:
        hide_memory()
        return lambda: _run_process(command, processors)
    program = importlib.import_module(PROGRAMS[command[0]])
    try:
        start = program.prepare(command[1:])
    except SystemExit as leaving:  # wrong options: said already, and so ends as the program would
        code = _status_of(leaving)
        return lambda: code
    return lambda: _run(start)


def become(command: list[str]) -> int:
    """Go on as a command: without a gate it is to be the container's first process itself.

    Returns:
        The status if the command does not exist; otherwise it does not return.
    """
    try:
        os.execvp(command[0], command)
    except OSError as error:
        print(f"gate: cannot run {command[0]!r}: {error.strerror}", file=sys.stderr)
    return COMMAND_NOT_FOUND


def _run(start: Callable[[], int]) -> int:
    try:
        code = start()
    except SystemExit as leaving:
        code = _status_of(leaving)
    try:
        sys.stdout.flush()
    except OSError:
        code = code or 1
    return code


def say(event: str, *, key: bytes = b"", **details: object) -> None:
    """One line on standard error, sealed if there is a key; a closed pipe does not stop the program."""
    now = time.clock_gettime(time.CLOCK_MONOTONIC)
    note = {"socketlab": 1, "event": event, "clock": round(now, 9), "role": "gate", **details}
    line = json.dumps(note).encode()
    with contextlib.suppress(OSError):
        os.write(2, (sealed(line, key) if key else line) + b"\n")


def sealed(line: bytes, key: bytes) -> bytes:
    """A note with its seal as the last member."""
    seal = hashlib.blake2b(line, key=key, digest_size=_SEAL_BYTES).hexdigest()
    return line[:-1] + b', "seal": "' + seal.encode() + b'"}'


def hide_memory() -> None:
    """Keep processes of the same user from tracing this one and from opening its memory and descriptors.

    A program that it executes starts without this, as any other.
    """
    import ctypes  # only where it is needed: it takes two milliseconds

    ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def digest(path: str) -> dict[str, object]:
    """Size and SHA-256 of a file, or why it cannot be read."""
    total, summary = 0, hashlib.sha256()
    try:
        with open(path, "rb", buffering=0) as file:
            while block := file.read(_DIGEST_BLOCK):
                summary.update(block)
                total += len(block)
    except OSError as error:
        missing = isinstance(error, FileNotFoundError)
        return {"path": path, "trouble": (error.strerror or str(error)).lower(), "missing": missing}
    return {"path": path, "size": total, "sha256": summary.hexdigest()}


class CannotStart(Exception):
    """The command does not exist, or cannot be executed."""


class Order:
    """A release: the moment on the shared clock, the files to digest afterwards, and the gate's secrets."""

    def __init__(self, line: bytes) -> None:
        order = json.loads(line)
        self.moment = float(order["release"])
        self.collect = [str(path) for path in order.get("collect", [])]
        self.key = bytes.fromhex(order.get("key", ""))
        self.nonce = str(order.get("nonce", ""))


def _read_order() -> Order | None:  # the release line, byte by byte: what follows is not ours
    line = bytearray()
    while len(line) < LONGEST_ORDER:
        byte = os.read(0, 1)
        if not byte:
            return None
        if byte == b"\n":
            break
        line += byte
    try:
        return Order(bytes(line))
    except (ValueError, TypeError, KeyError, AttributeError):
        print("gate: the line on standard input is not a release order", file=sys.stderr)
        return None


def _sleep_until(moment: float) -> None:
    while (left := moment - time.clock_gettime(time.CLOCK_MONOTONIC)) > 0:
        time.sleep(left)


def _run_process(command: list[str], processors: Processors) -> int:
    """Run a command to its end.

    The child's end of the pipe is closed by a successful exec: what comes through it is why that failed. The
    program itself cannot write there.

    Raises:
        CannotStart: when the command does not exist, or cannot be executed.
    """
    outcome, failure = os.pipe()
    child = os.fork()
    if child == 0:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        _leave_journal_to_the_gates_own()
        try:
            os.execvp(command[0], command)
        except OSError as error:
            os.write(failure, (error.strerror or str(error)).encode())
        finally:
            os._exit(COMMAND_NOT_FOUND)
    signal.signal(signal.SIGTERM, lambda number, _: os.kill(child, number))
    os.close(failure)
    reason = os.read(outcome, _LONGEST_REASON).decode(errors="replace")
    os.close(outcome)
    os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)
    processors.add(child)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if reason:
        print(f"gate: cannot run {command[0]!r}: {reason}", file=sys.stderr, flush=True)
        raise CannotStart(f"{command[0]}: {reason.lower()}"[:_LONGEST_REASON])
    return code if code >= 0 else 128 - code


def _leave_journal_to_the_gates_own() -> None:
    """Switch the journal off for a command that has no nonce: its notes would not be believed."""
    if os.environ.get(journal.VARIABLE) == "stderr" and not os.environ.get(journal.NONCE):
        del os.environ[journal.VARIABLE]


def _status_of(leaving: SystemExit) -> int:
    if leaving.code is None:
        return 0
    if isinstance(leaving.code, int):
        return leaving.code
    print(leaving.code, file=sys.stderr)
    return 1


def _leave(number: int, _: FrameType | None) -> None:
    raise SystemExit(128 + number)


if __name__ == "__main__":
    sys.exit(main())
