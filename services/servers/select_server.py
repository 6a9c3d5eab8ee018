"""select-server: every client of two ports in one loop, with no thread and no child process.

Teaches: multiplexing. `select` names the sockets that can be read or written without waiting; the
loop does a little for each of them and asks again. What a client does not read yet is kept for it.

Beyond the bare select_server it takes options, keeps a journal, shuts down cleanly on TERM and INT, survives
errors of its clients, and buffers at most 1 MiB of replies for each.

Choose it for many clients that each need little work: there is nothing to lock and nothing to reap,
and an idle client costs a few hundred bytes.

Limits: while the loop works it serves no other client, so that --work-seconds, a plain sleep here, holds
up every client (hence its default of 0). select knows descriptors below 1024 only: clients beyond
are disconnected. The server stops reading from a client that leaves 1 MiB of replies unread until it reads.

Source: select(2), "BUGS", on FD_SETSIZE.
"""

import argparse
import select
import sys
import time

from services.common import options, serving
from services.common.output import say
from services.common.sockets import MOST_BYTES, Connection, Listener

PROGRAM = "select-server"
FD_SETSIZE = 1024
HIGHEST_PORT = 65535
UNREAD_LIMIT_BYTES = 1024 * 1024


class Client:
    """One client in the loop: its connection, and the answers it has not taken yet."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.unsent = bytearray()
        self.finished = False

    def fileno(self) -> int:
        """Return the descriptor that select asks for."""
        return self.connection.fileno()

    def wants_to_be_read(self) -> bool:
        """Return whether more bytes of this client can be read."""
        return not self.finished and len(self.unsent) <= UNREAD_LIMIT_BYTES

    def read(self, work_seconds: float) -> None:
        """Take in what the client says, and put the answer where `write` finds it."""
        data = self.connection.recv(MOST_BYTES)
        if not data:
            self.finished = True
            return
        say(f"\tgot {data!r} on {id(self.connection)}")
        time.sleep(work_seconds)
        self.unsent += b"Echo=>%s at %s" % (data, time.ctime().encode())

    def write(self) -> None:
        """Send as much of the answers as the client takes now."""
        with memoryview(self.unsent) as unsent:
            count = self.connection.send(unsent)
        del self.unsent[:count]


class Loop:
    """The loop and its clients."""

    def __init__(self, listeners: list[Listener], work_seconds: float) -> None:
        self.listeners = listeners
        self.work_seconds = work_seconds
        self.clients: set[Client] = set()

    def run(self) -> None:
        """Wait until something can be done, do it, and again."""
        for listener in self.listeners:
            listener.settimeout(0)
        say("select-server loop starting")
        while True:
            readers = [client for client in self.clients if client.wants_to_be_read()]
            writers = [client for client in self.clients if client.unsent]
            everyone: list[Listener | Client] = [*self.listeners, *readers]
            readable, writable, _ = select.select(everyone, writers, [])
            for ready in readable:
                if isinstance(ready, Client):
                    self.attend(ready, to_be_read=True)
                else:
                    self.welcome(ready)
            for client in writable:
                self.attend(client)

    def welcome(self, listener: Listener) -> None:
        """Take a new client in."""
        try:
            connection, address = listener.accept()
        except BlockingIOError:
            return
        if connection.fileno() >= FD_SETSIZE:
            connection.refuse(f"select knows descriptors below {FD_SETSIZE} only")
            return
        say(f"Connect: {address} {id(connection)}")
        connection.settimeout(0)
        self.clients.add(Client(connection))

    def attend(self, client: Client, *, to_be_read: bool = False) -> None:
        """Read from a client or write to it; close when all is said, or when it fails."""
        if client not in self.clients:
            return
        try:
            if to_be_read:
                client.read(self.work_seconds)
            if client.unsent:
                client.write()
        except BlockingIOError:
            return
        except OSError:
            client.finished = True
            client.unsent.clear()
        if client.finished and not client.unsent:
            self.clients.discard(client)
            client.connection.close()


class SelectSettings(options.Settings):
    """The options of this server."""

    first_host: str | None
    first_port: int | None


def parser() -> argparse.ArgumentParser:
    """Return the parser: the common options, and host and port by position as the classic has them."""
    result = options.server_parser(PROGRAM, __doc__, work_seconds=0)
    result.add_argument("first_host", nargs="?", metavar="host", help="the same as --host")
    port = options.number(0, 65535, "SOCKETLAB_PORT")
    result.add_argument("first_port", nargs="?", metavar="port", type=port, help="the same as --port")
    return result


def main(arguments: list[str] | None = None) -> int:
    """Run the program and return its exit status."""
    arguments_parser = parser()
    settings = arguments_parser.parse_args(arguments, namespace=SelectSettings())
    if settings.first_host is not None:
        settings.host = settings.first_host
    if settings.first_port is not None:
        settings.port = settings.first_port
    if settings.port == HIGHEST_PORT:
        arguments_parser.error(f"there is no second port after {HIGHEST_PORT}")
    return serving.run(
        PROGRAM, lambda server: Loop(server.listen_on_all(settings, 2), settings.work_seconds).run()
    )


if __name__ == "__main__":
    sys.exit(main())
