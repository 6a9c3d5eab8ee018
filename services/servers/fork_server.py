"""fork-server: a child process for every client.

Teaches: fork. The parent accepts and forgets; its copy, the child, holds the same connection,
works (five seconds by default) before each reply, and exits when the client has closed.

Beyond the bare fork_server it takes options, keeps a journal, disconnects a client when no further process
can be started, and on TERM or INT ends its children before itself.

Choose it when clients must be served at once and may not share memory: a child that crashes or
leaks harms one client only, and several processors work in parallel.

Limits: a process per client costs most of all variants. A dead child stays in the process table as
a zombie until its parent reaps it, and this parent does so only when the next client connects.
"""

import os
import signal
import sys
import time
from collections.abc import Callable

from services.common import options, serving, stopping
from services.common.output import reason, say
from services.common.sockets import MOST_BYTES, Connection, Listener

PROGRAM = "fork-server"


def reap_finished(children: list[int]) -> None:
    """Reap children that have exited, without waiting for the others."""
    while children:
        try:
            pid, _ = os.waitpid(0, os.WNOHANG)
        except ChildProcessError:
            children.clear()
            return
        if not pid:
            return
        if pid in children:
            children.remove(pid)


def serve(
    listener: Listener, settings: options.Settings, reap: Callable[[list[int]], None] = reap_finished
) -> None:
    """Fork a child for each client; reap finished ones when the next client connects."""
    children: list[int] = []
    try:
        while True:
            connection, address = listener.accept()
            say(f"Server connected by {address} at {time.ctime()}")
            reap(children)
            try:
                with stopping.SignalsHeld():
                    pid = os.fork()
                    if pid == 0:
                        talk_and_exit(listener, connection, settings)
                    children.append(pid)
                    connection.hand_over()
            except OSError as error:
                connection.refuse(f"cannot start a process: {reason(error)}")
    finally:
        stopping.end_children(children)


def talk_and_exit(listener: Listener, connection: Connection, settings: options.Settings) -> None:
    """Be the child: close what belongs to the parent, answer the client, and exit.

    From here on TERM and INT are this process's own: they end its conversation, and then it.
    """
    try:
        listener.close()
        with connection:
            stopping.release_signals()
            while data := connection.recv(MOST_BYTES):
                time.sleep(settings.work_seconds)
                connection.sendall(b"Echo=>%s at %s" % (data, time.ctime().encode()))
    finally:
        os._exit(0)


def main(arguments: list[str] | None = None) -> int:
    """Run the program and return its exit status."""
    parser = options.server_parser(PROGRAM, __doc__)
    settings = parser.parse_args(arguments, namespace=options.Settings())
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    return serving.run(PROGRAM, lambda server: serve(server.listen(settings), settings))


if __name__ == "__main__":
    sys.exit(main())
