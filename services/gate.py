"""The gate: a client waits here, fully loaded, until one word lets a whole fleet go at one moment.

Starting eight interpreters takes a tenth of a second and more, and takes it at different times. So each
client first loads its program, says ``waiting``, and reads one line from its standard input::

    {"release": 8123.25, "collect": ["file.bin"]}

``release`` is a moment on CLOCK_MONOTONIC, which all containers of one kernel share; the gate sleeps
until then. What follows that line on standard input is the program's own. When the program has ended
the gate digests the files it was asked to collect, says ``exit`` and passes the exit status on.

What the gate says goes to standard error, one JSON line each, in the shape of the services' journal::

    {"socketlab": 1, "event": "waiting", "clock": 8123.1, "role": "gate"}

Without ``SOCKETLAB_GATE=1`` in the environment there is no gate: the program starts at once.

Source: time_namespaces(7): CLOCK_MONOTONIC is the kernel's unless a time namespace shifts it, and
container engines make none.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import sys
import time
from types import FrameType

PROGRAMS = {
    "echo-client": "services.echo_client",
    "getfile": "services.getfile",
    "workstation": "services.workstation",
}
"""Programs that run inside the gate's own interpreter; anything else is run as a command."""

LONGEST_ORDER = 65_536
CLOSED_BEFORE_RELEASE = 125
COMMAND_NOT_FOUND = 127
"""Exit status of a command that is not there. Source: POSIX, Shell Command Language, 2.8.2."""

_DIGEST_BLOCK = 1 << 20


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
        return run(command)
    return behind_gate(command)


def behind_gate(command: list[str]) -> int:
    """Load the command's program, wait for the release, run it, report its end."""
    signal.signal(signal.SIGTERM, _leave)
    if command[0] in PROGRAMS:
        importlib.import_module(PROGRAMS[command[0]])
    say("waiting")
    order = _read_order()
    if order is None:
        return CLOSED_BEFORE_RELEASE
    _sleep_until(float(order.get("release", 0)))
    say("released")
    code = run(command)
    for path in order.get("collect", []):
        say("file", **digest(path))
    say("exit", code=code)
    return code


def run(command: list[str]) -> int:
    """Run a known program in this interpreter, any other as a process of its own.

    Returns:
        Its exit status; 128 and the signal's number if a signal ended it.
    """
    if command[0] not in PROGRAMS:
        return _run_process(command)
    program = importlib.import_module(PROGRAMS[command[0]])
    try:
        code = int(program.main(command[1:]))
    except SystemExit as leaving:
        code = _status_of(leaving)
    try:
        sys.stdout.flush()
    except OSError:
        code = code or 1
    return code


def say(event: str, **details: object) -> None:
    """One line on standard error; a reader that has gone is no reason to stop."""
    clock = time.clock_gettime(time.CLOCK_MONOTONIC)
    line = {"socketlab": 1, "event": event, "clock": round(clock, 9), "role": "gate", **details}
    try:
        os.write(2, (json.dumps(line) + "\n").encode())
    except OSError:
        pass


def digest(path: str) -> dict[str, object]:
    """Size and SHA-256 of a file, or why it cannot be read."""
    import hashlib  # noqa: PLC0415 - the gate of a client without files should not pay for it

    total, summary = 0, hashlib.sha256()
    try:
        with open(path, "rb", buffering=0) as file:  # noqa: PTH123 - pathlib's import is the gate's start-up
            while block := file.read(_DIGEST_BLOCK):
                summary.update(block)
                total += len(block)
    except OSError as error:
        return {"path": path, "trouble": (error.strerror or str(error)).lower()}
    return {"path": path, "size": total, "sha256": summary.hexdigest()}


def _read_order() -> dict[str, object] | None:  # the release line, byte by byte: what follows is not ours
    line = bytearray()
    while len(line) < LONGEST_ORDER:
        byte = os.read(0, 1)
        if not byte:
            return None
        if byte == b"\n":
            break
        line += byte
    try:
        order = json.loads(line)
    except ValueError:
        order = None
    if not isinstance(order, dict):
        print("gate: what came on standard input is no release order", file=sys.stderr)
        return None
    return order


def _sleep_until(moment: float) -> None:
    while (left := moment - time.clock_gettime(time.CLOCK_MONOTONIC)) > 0:
        time.sleep(left)


def _run_process(command: list[str]) -> int:
    child = os.fork()
    if child == 0:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        try:
            os.execvp(command[0], command)  # noqa: S606 - the command is the user's own
        except OSError as error:
            os.write(2, f"gate: cannot run {command[0]!r}: {error.strerror}\n".encode())
            os._exit(COMMAND_NOT_FOUND)
    signal.signal(signal.SIGTERM, lambda number, _: os.kill(child, number))
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return code if code >= 0 else 128 - code


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
