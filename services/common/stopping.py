"""How the programs stop: on TERM or INT, at any moment, and within a second.

The signal's handler must not wait for a blocking call to return: `wakeups` ensures that.
"""

import os
import signal
import time
from collections.abc import Callable

from services.lab.journal import clock
from services.lab.wakeups import wake_regularly

STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)
CHILD_END_SECONDS = 0.5


class Stopped(BaseException):
    """TERM or INT arrived: raised at the point where the program was interrupted.

    Args:
        number: The signal.
    """

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def interrupt(number: int) -> None:
    """Stop whatever the program is doing."""
    raise Stopped(number)


def stop_on_signals(stop: Callable[[int], object] = interrupt) -> None:
    """Have TERM and INT stop the program, once: what follows is the way out, and undisturbed.

    An explicit handler is needed even for TERM: a process that runs as number 1 of its container
    is sent no signal that it has not asked for.

    Args:
        stop: What to do about the signal; anything that may be done between any two steps.
    """

    def on_signal(number: int, _frame: object) -> None:
        for each in STOP_SIGNALS:
            signal.signal(each, signal.SIG_IGN)
        stop(number)

    for each in STOP_SIGNALS:
        signal.signal(each, on_signal)
    release_signals()


class SignalsHeld:
    """A stretch that TERM and INT must not cut in two: they arrive at its end instead."""

    def __enter__(self) -> None:
        """Hold signals back."""
        self.before = signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS)

    def __exit__(self, *_: object) -> None:
        """Let in those that waited, unless they were held before."""
        signal.pthread_sigmask(signal.SIG_SETMASK, self.before)


def release_signals() -> None:
    """Let held signals in: at the beginning, and in a child process that was born while they were held."""
    wake_regularly()
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP_SIGNALS)


def end_children(pids: list[int]) -> None:
    """End those of the processes that are still this one's living children, and reap them all.

    With SIGCHLD at its default a dead child keeps its number until it is waited for, so that none
    of these numbers can have passed to a stranger between the question and the signal.
    """
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    living = [pid for pid in pids if is_living_child(pid)]
    for pid in living:
        os.kill(pid, signal.SIGTERM)
    deadline = clock() + CHILD_END_SECONDS
    while living and clock() < deadline:
        time.sleep(0.002)
        living = [pid for pid in living if is_living_child(pid)]
    for pid in living:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def is_living_child(pid: int) -> bool:
    """Return whether a process is a running child of this one; a child that has exited is reaped."""
    try:
        return os.waitpid(pid, os.WNOHANG)[0] == 0
    except ChildProcessError:
        return False
