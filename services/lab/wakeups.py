"""Wake the main thread regularly, so that no signal waits forever to be handled.

A signal's handler in Python runs between two steps of the main thread. A signal that arrives after the last
such step and before a blocking system call is noted, but its handler has to wait for that call: an `accept`,
say, that returns when the next client comes. A timer ends this: its own signal interrupts the call, whereupon
Python runs every handler that is due, and goes on with it.

A timer needs no thread, which the servers of the course would have to explain, and a tick costs a few
microseconds. A child process does not inherit it, nor does a program that is started in one.

Source: the Python library reference, signal, "Execution of Python signal handlers"; PEP 475; setitimer(2),
fork(2): "The child does not inherit timers from its parent".
"""

from __future__ import annotations

import atexit
import signal
from types import FrameType

TICK_SECONDS = 0.25


def wake_regularly() -> None:
    """Begin to interrupt this process four times a second, by SIGALRM, which it must not use otherwise."""
    signal.signal(signal.SIGALRM, _look_up)
    atexit.register(stop_waking)
    signal.setitimer(signal.ITIMER_REAL, TICK_SECONDS, TICK_SECONDS)


def stop_waking() -> None:
    """End what `wake_regularly` began: before Python ends and takes its handlers back, at the latest.

    From then on a tick would end the process, which SIGALRM does where it is not handled.
    """
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, signal.SIG_IGN)


def _look_up(_number: int, _frame: FrameType | None) -> None:
    """Do nothing: that Python comes here at all is what counts."""
