"""Threads that leave the signals to the main one."""

import threading

from services.common.stopping import SignalsHeld


class Thread(threading.Thread):
    """The standard library's thread, born with TERM and INT held, and no reason for the process to stay.

    A thread inherits which signals its starter holds back: those that stop the program must reach the main
    thread, where Python runs their handlers.

    Source: pthread_sigmask(3).
    """

    def start(self) -> None:
        """Start the thread.

        Raises:
            RuntimeError: The system has no room for another one.
        """
        self.daemon = True
        with SignalsHeld():
            super().start()
