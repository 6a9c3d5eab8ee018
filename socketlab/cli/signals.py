"""INT, TERM and HUP outside a run: each ends a command with the same line and the same status.

A run has its own way to end (:mod:`socketlab.run.session`); these are in force before, after and without one.
This module loads next to nothing, not even :mod:`typing`: until it is loaded, Ctrl-C is a traceback.
"""

from __future__ import annotations

import os
import signal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, NoReturn

INTERRUPTED = 2

_NUMBERS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_LINE = b"error: interrupted\n"


def leave_at_once(status: int | None = None) -> None:
    """From now on a signal ends the process: while nothing was begun, and after everything was done.

    Args:
        status: The exit status of a command that is done; by default it was interrupted.
    """

    def leave(*_: Any) -> NoReturn:
        if status is None:
            leave_interrupted()
        os._exit(status)

    _handle(leave)


def unwind() -> None:
    """From now on a signal raises ``KeyboardInterrupt``; one more ends the process."""

    def interrupt(*_: Any) -> NoReturn:
        leave_at_once()
        raise KeyboardInterrupt

    _handle(interrupt)


def leave_interrupted() -> NoReturn:
    """End the process as interrupted."""
    try:
        os.write(2, _LINE)
    finally:  # also where standard error is closed
        os._exit(INTERRUPTED)


def _handle(handler: Any) -> None:
    for number in _NUMBERS:
        if number is not signal.SIGHUP or signal.getsignal(number) is not signal.SIG_IGN:  # nohup
            signal.signal(number, handler)
