"""one-time-password: what a viewer of the desktop must know, and may use once.

Teaches: to hand over a secret. It comes on standard input, since the list of processes shows a command's
words to everybody; it goes to a file that only its owner may read, whole or not at all; and whoever checks
it spends it by putting in its place what nobody knows.

Choose it as it stands: `give` reads a password and makes it the one that counts, `spend` makes it void.
x11vnc reads the file anew for each viewer, and calls `spend` as soon as one has been let in.

Limits: VNC takes eight characters of a password, no more, and tells nobody how often a wrong one was tried.

Source: x11vnc(1), -passwdfile read: and -afteraccept; rename(2).
"""

from __future__ import annotations

import argparse
import os
import secrets
import string
import sys
from pathlib import Path

from services.options import program_parser
from services.sockets import complain, reason

PROGRAM = "one-time-password"
CHARACTERS = string.ascii_letters + string.digits
LENGTH = 8


def path() -> Path:
    """Return where the password is kept."""
    return Path.home() / ".desktop" / "password"


def put(password: str) -> None:
    """Make a password the one that counts.

    Raises:
        OSError: It cannot be written.
    """
    path().parent.mkdir(mode=0o700, exist_ok=True)
    draft = path().with_suffix(f".{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        os.write(descriptor, password.encode() + b"\n")
    finally:
        os.close(descriptor)
    draft.replace(path())


def spend() -> None:
    """Make the password void: in its place comes one that nobody is told.

    Raises:
        OSError: It cannot be written.
    """
    put("".join(secrets.choice(CHARACTERS) for _ in range(LENGTH)))


def main(arguments: list[str] | None = None) -> int:
    """Run the program and return its exit status."""
    parser = program_parser(PROGRAM, __doc__, "give < password")
    parser.add_argument("action", choices=("give", "spend"), help="give one (on standard input), or spend it")
    action = parser.parse_args(arguments, namespace=argparse.Namespace()).action
    password = sys.stdin.readline(LENGTH + 2).rstrip("\n") if action == "give" else ""
    if action == "give" and not (len(password) == LENGTH and set(password) <= set(CHARACTERS)):
        complain(f"{PROGRAM}: a password is {LENGTH} letters and digits")
        return 1
    try:
        put(password) if action == "give" else spend()
    except OSError as error:
        complain(f'{PROGRAM}: cannot write "{path()}": {reason(error)}')
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
