"""signal-demo: wait for a signal, print its arrival, and wait again.

Teaches: a handler. The kernel interrupts the program in `pause`, Python calls the handler, and the program
continues.

Choose it to see a signal arrive: `python services/bare/signal_demo.py 12 &`, then `kill -12 %1`. To use it
as a host of the lab, take servers/signal_demo.

Limits: KILL and STOP cannot be caught.

Source: signal(7), "Standard signals".
"""

import signal
import sys
import time


def on_signal(number: int, _frame: object) -> None:
    """Print which signal arrived, and when."""
    print("Got signal", number, "at", time.ctime(), flush=True)


signal.signal(int(sys.argv[1]), on_signal)
while True:
    signal.pause()
