"""fork-server: a child process for every client.

Teaches: fork. The parent accepts and forgets; its copy, the child, holds the same connection,
works (five seconds unless told otherwise) before each answer, and exits when the client has gone.

Choose it when clients must be served at once and may not share memory: a child that crashes or
leaks harms one client only, and several processors work in parallel.

Limits: a process per client costs most of all variants. A dead child stays in the process table as
a zombie until its parent asks for it, and this parent asks only when the next client connects.
"""

import os
import signal
import socket
import sys
import time
from collections.abc import Callable

from services import options, sockets, stopping


def reap_finished(children: list[int]) -> None:
    """Ask for dead children, without waiting, until none is left."""
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


def serve(service: sockets.Service, reap: Callable[[list[int]], None] = reap_finished) -> None:
    """Give each client a child; see to the dead ones when the next client comes."""
    children: list[int] = []
    try:
        while True:
            connection, address = service.accept()
            sockets.say(f"Server connected by {address} at {time.ctime()}")
            reap(children)
            try:
                start_child(service, connection, address, children)
            except OSError as error:
                service.refuse(connection, address, f"cannot start a process: {sockets.reason(error)}")
            connection.close()
    finally:
        stopping.end_children(children)


def start_child(
    service: sockets.Service, connection: socket.socket, address: sockets.Address, children: list[int]
) -> None:
    """Fork: the parent notes its child and returns, the child talks to its client and exits."""
    with stopping.SignalsHeld():
        pid = os.fork()
        if pid:
            children.append(pid)
            service.handed_over(address)
            return
        try:
            talk_in_child(service, connection, address)
        finally:
            service.shut_down()
            os._exit(0)


def talk_in_child(service: sockets.Service, connection: socket.socket, address: sockets.Address) -> None:
    """Let go of what belongs to the parent, then answer the client.

    From here on TERM and INT are this process's own: they end its conversation, and then it.
    """
    for listener in service.listeners:
        listener.close()
    stopping.release_signals()
    service.converse(connection, address, sockets.timed_reply)


def main(arguments: list[str] | None = None) -> int:
    """Run the program and return its exit status."""
    parser = options.server_parser("fork-server", __doc__)
    settings = parser.parse_args(arguments, namespace=options.Settings())
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    return sockets.run("fork-server", settings, serve)


if __name__ == "__main__":
    sys.exit(main())
