"""one-time-password: admit one viewer to the desktop, with a password that is valid for one login.

Teaches: to pass a secret. It is read from standard input, since the process list shows a command's arguments
to every user. It is written atomically to a file that only its owner can read, and the reader removes the
file as it reads it. And it is confirmed: the exit status is 0 only once the password is in force.

Choose it on a host where desktop runs. The desktop starts x11vnc with the password: it admits one viewer, no
second one at the same time, and ends with it. Without a password nothing listens for viewers.

Limits: VNC takes eight characters of a password, no more. A new password ends the session of a viewer who
came by an earlier one.

Source: x11vnc(1), -passwdfile rm:, -once, -nevershared, -dontdisconnect; rename(2).
"""

from __future__ import annotations

import os
import string
import sys
import time
from pathlib import Path

from services.common.options import program_parser
from services.common.output import complain, reason
from services.lab.journal import clock
from services.lab.listening import TCP, listening_ports

PROGRAM = "one-time-password"
CHARACTERS = frozenset(string.ascii_letters + string.digits)
LENGTH = 8
VNC_PORT = 5900
TAKEN_SECONDS = 15.0
PAUSE_SECONDS = 0.05


def offered() -> Path:
    """Return where a password is put for the desktop to take."""
    return Path.home() / ".desktop" / "offered"


def taken() -> Path:
    """Return where the desktop puts it for x11vnc, which removes it."""
    return Path.home() / ".desktop" / "taken"


def counts() -> bool:
    """Return whether the password that was offered last lets a viewer in.

    x11vnc removes the file before it listens, so that the one does not mean the other.
    """
    pending = offered().exists() or taken().exists()
    return not pending and VNC_PORT in listening_ports(*TCP)


def offer(password: str) -> None:
    """Put a password where the desktop takes it.

    Raises:
        OSError: It cannot be written.
    """
    offered().parent.mkdir(mode=0o700, exist_ok=True)
    draft = offered().with_suffix(f".{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        os.write(descriptor, password.encode() + b"\n")
    finally:
        os.close(descriptor)
    draft.replace(offered())


def main(arguments: list[str] | None = None) -> int:
    """Run the program and return its exit status."""
    program_parser(PROGRAM, __doc__, "< password", folder="windows").parse_args(arguments)
    password = sys.stdin.readline(LENGTH + 2).rstrip("\n")
    if len(password) != LENGTH or not set(password) <= CHARACTERS:
        complain(f"{PROGRAM}: a password is {LENGTH} letters and digits")
        return 1
    try:
        offer(password)
    except OSError as error:
        complain(f'{PROGRAM}: cannot write "{offered()}": {reason(error)}')
        return 1
    deadline = clock() + TAKEN_SECONDS
    while not counts():
        if clock() > deadline:
            offered().unlink(missing_ok=True)
            complain(f"{PROGRAM}: the password was not accepted (is the desktop running here?)")
            return 1
        time.sleep(PAUSE_SECONDS)
    return 0


if __name__ == "__main__":
    sys.exit(main())
