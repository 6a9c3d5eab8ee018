"""select-server: every client of two ports in one loop, with no thread and no child process.

Teaches: multiplexing. `select` names the sockets that can be read or written without waiting; the
loop does a little for each of them and asks again. What a client does not read yet is kept for it.

Choose it for many clients that each need little work: there is nothing to lock and nothing to reap,
and an idle client costs a few hundred bytes.

Limits: while the loop works it serves nobody else, so that --work-seconds, a plain sleep here, holds
up every client (hence its default of 0). select knows descriptors below 1024 only: clients beyond
are sent away. A client that leaves 1 MiB of answers unread is not listened to until it reads.

Source: select(2), "BUGS", on FD_SETSIZE.
"""

import argparse
import select
import socket
import sys
import time
from collections.abc import Callable

from services import options, sockets

FD_SETSIZE = 1024
HIGHEST_PORT = 65535
UNREAD_LIMIT_BYTES = 1024 * 1024


class Client:
    """One client in the loop: its socket, and the answers it has not taken yet."""

    def __init__(self, connection: socket.socket, address: sockets.Address) -> None:
        self.connection = connection
        self.address = address
        self.conn = sockets.ip_port(address)
        self.unsent = bytearray()
        self.finished = False

    def fileno(self) -> int:
        """Return the descriptor that select asks for."""
        return self.connection.fileno()

    def wants_to_be_read(self) -> bool:
        """Tell whether more of what this client says can be taken in."""
        return not self.finished and len(self.unsent) <= UNREAD_LIMIT_BYTES


Action = Callable[[Client], None]


class Loop:
    """The loop and its clients."""

    def __init__(self, service: sockets.Service) -> None:
        self.service = service
        self.clients: set[Client] = set()

    def run(self) -> None:
        """Wait until something can be done, do it, and again."""
        for listener in self.service.listeners:
            listener.settimeout(0)
        sockets.say("select-server loop starting")
        while True:
            readers = [client for client in self.clients if client.wants_to_be_read()]
            writers = [client for client in self.clients if client.unsent]
            everyone: list[Client | socket.socket] = [*self.service.listeners, *readers]
            readable, writable, _ = select.select(everyone, writers, [])
            for ready in readable:
                if isinstance(ready, Client):
                    self.attend(ready, self.read)
                else:
                    self.welcome(ready)
            for client in writable:
                self.attend(client, self.write)

    def welcome(self, listener: socket.socket) -> None:
        """Take a new client in."""
        client = self.service.try_to_accept(listener)
        if client is None:
            return
        connection, address = client
        if connection.fileno() >= FD_SETSIZE:
            self.service.refuse(connection, address, f"select knows descriptors below {FD_SETSIZE} only")
            return
        sockets.say(f"Connect: {address} {id(connection)}")
        connection.settimeout(0)
        self.clients.add(Client(connection, address))

    def attend(self, client: Client, action: Action) -> None:
        """Read from a client or write to it; close when all is said, or when it fails."""
        if client not in self.clients:
            return
        try:
            action(client)
        except BlockingIOError:
            return
        except OSError as error:
            self.close(client, sockets.end_by(error))
            return
        if client.finished and not client.unsent:
            self.close(client, "eof")

    def read(self, client: Client) -> None:
        """Take in what a client says, and put the answer where `write` finds it."""
        data = sockets.receive(client.connection)
        if not data:
            client.finished = True
            return
        sockets.say(f"\tgot {data!r} on {id(client.connection)}")
        self.service.journal.note("received", conn=client.conn, data=data)
        time.sleep(self.service.settings.work_seconds)
        client.unsent += sockets.timed_reply(data)
        self.write(client)

    def write(self, client: Client) -> None:
        """Send as much of the answers as the client takes now."""
        with memoryview(client.unsent) as unsent:
            count = client.connection.send(unsent)
        self.service.journal.note("sent", conn=client.conn, data=bytes(client.unsent[:count]))
        del client.unsent[:count]

    def close(self, client: Client, why: str) -> None:
        """Let a client go."""
        self.clients.discard(client)
        self.service.closed(client.address, why)
        client.connection.close()


def serve(service: sockets.Service) -> None:
    """Run the loop."""
    Loop(service).run()


class SelectSettings(options.Settings):
    """The options of this server."""

    first_host: str | None
    first_port: int | None


def parser() -> argparse.ArgumentParser:
    """Return the parser: the common options, and host and port by position as the classic has them."""
    result = options.server_parser("select-server", __doc__, work_seconds=0)
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
        arguments_parser.error(f"there is no second port behind {HIGHEST_PORT}")
    return sockets.run("select-server", settings, serve, lambda service: service.listen(ports=2))


if __name__ == "__main__":
    sys.exit(main())
