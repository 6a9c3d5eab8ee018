"""signal-demo: wait for a signal, print its arrival, and wait again.

Teaches: signal handlers. The kernel interrupts the program at any point, here in `pause`, and Python calls
the handler between two bytecode instructions; then the program continues. Handlers stay installed: Python
ensures that, except for SIGCHLD, where it depends on the system; on Linux that handler stays too.

Choose it to see a signal arrive: from another shell (`kill -USR1 PID`), from `docker kill`, from a fault.

Limits: signals do not queue. While one is printed, further ones of its kind are blocked, and of several only
one is delivered. KILL and STOP cannot be caught. TERM and INT end the program, unless it is started to wait
for them.

Source: the Python library reference, signal, "General rules"; signal(7), "Standard signals".
"""

import argparse
import os
import signal
import sys
import time

from services.common import options, stopping
from services.common.output import say
from services.lab import wakeups
from services.lab.journal import Journal

PROGRAM = "signal-demo"
NEVER_CAUGHT = {signal.SIGKILL, signal.SIGSTOP}


class Demo:
    """What is done about the signal.

    Args:
        number: The signal's number.
    """

    def __init__(self, number: int) -> None:
        self.number = number
        self.journal = Journal.from_environment("server")

    def on_signal(self, number: int, _frame: object) -> None:
        """Print a signal, with further ones of its kind blocked."""
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {number})
        self.journal.note("signal", signal=number)
        say(f"Got signal {number} at {time.ctime()}")
        if number == signal.SIGCHLD:
            say("sigchld caught")
            say("its handler stays in place, as any other: it needs no re-arming")
        signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def wait(self) -> None:
        """Wait for signals forever."""
        if self.number == signal.SIGALRM:  # which the program is about to use for itself
            wakeups.stop_waking()
        signal.signal(self.number, self.on_signal)
        self.journal.note("ready", signal=self.number, pid=os.getpid())
        say(f"{PROGRAM} ready for signal {self.number} as process {os.getpid()}")
        while True:
            signal.pause()


def signal_number(text: str) -> int:
    """Convert a signal's number, or its name with or without SIG."""
    name = "SIG" + text.upper().removeprefix("SIG")
    numbers = {str(int(each)): int(each) for each in signal.valid_signals()}
    number = numbers.get(text) or getattr(signal.Signals.__members__.get(name), "value", None)
    if number is None:
        raise argparse.ArgumentTypeError(f'"{text}" is not a signal (give a number, or a name such as USR1)')
    if number in NEVER_CAUGHT:
        raise argparse.ArgumentTypeError(f'"{text}" cannot be caught, by any program')
    return int(number)


def main(arguments: list[str] | None = None) -> int:
    """Run the program and return its exit status: 0 after TERM or INT."""
    parser = options.program_parser(PROGRAM, __doc__, "10")
    parser.add_argument("signal", type=signal_number, metavar="N", help="the signal, as a number or a name")
    settings = parser.parse_args(arguments)
    try:
        stopping.stop_on_signals()
        Demo(settings.signal).wait()
    except stopping.Stopped:
        pass
    return 0


if __name__ == "__main__":
    sys.exit(main())
