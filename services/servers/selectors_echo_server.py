"""selectors-echo-server: one loop on the best interface that the kernel offers, with backpressure.

Teaches: readiness and backpressure. `selectors` is select without its limits: it uses epoll or kqueue
where available. Every client is in one of three states: being read from, waiting for its work, or being
sent its reply. While the server does not read from a client, the kernel's buffers fill, the TCP window
closes, and the client itself has to wait: the server keeps only one reply for it.

Choose it over select-server, since it is available everywhere; and over asyncio-echo-server when you want
to control every step of the loop.

Limits: real work still holds up every client: --work-seconds is a timer here, and costs the others
nothing, as waiting for a database would; computing would. The more states a conversation has, the less
its code reads like one: that is what coroutines are for.

Source: the Python library reference, selectors; epoll(7).
"""

import collections
import selectors
import sys
import time
from collections.abc import Callable

from services.common import options, serving
from services.common.output import say
from services.common.sockets import MOST_BYTES, Connection, Listener
from services.lab.journal import clock

PROGRAM = "selectors-echo-server"


class Client:
    """One client in the loop: its connection, and the rest of the answer it is being sent."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.unsent = memoryview(b"")

    def fileno(self) -> int:
        """Return the descriptor that the selector asks for."""
        return self.connection.fileno()


Action = Callable[[Client], None]


class Loop:
    """The loop, the clients it listens to or sends to, and those it works for, the first due first."""

    def __init__(self, listener: Listener, selector: selectors.BaseSelector, work_seconds: float) -> None:
        self.listener = listener
        self.selector = selector
        self.work_seconds = work_seconds
        # All work takes the same time, so a queue is always sorted; otherwise this would be a heap.
        self.at_work = collections.deque[tuple[float, Client, bytes]]()

    def run(self) -> None:
        """Wait until something can be done or is due, do it, and again."""
        self.listener.settimeout(0)
        self.selector.register(self.listener, selectors.EVENT_READ)
        while True:
            for key, _ in self.selector.select(self.patience()):
                if isinstance(key.fileobj, Client):
                    self.attend(key.fileobj, key.data)
                else:
                    self.welcome()
            self.finish_work()

    def patience(self) -> float | None:
        """Return how long nothing is due: seconds, or None for no limit."""
        return max(self.at_work[0][0] - clock(), 0) if self.at_work else None

    def welcome(self) -> None:
        """Take a new client in, and listen to it."""
        try:
            connection, address = self.listener.accept()
        except BlockingIOError:
            return
        say(f"Server connected by {address} at {time.ctime()}")
        connection.settimeout(0)
        self.selector.register(Client(connection), selectors.EVENT_READ, self.read)

    def attend(self, client: Client, action: Action) -> None:
        """Do what a client is ready for; close when that fails."""
        try:
            action(client)
        except BlockingIOError:
            return
        except OSError:
            self.close(client)

    def read(self, client: Client) -> None:
        """Read a client's message, then stop reading until its reply is sent."""
        data = client.connection.recv(MOST_BYTES)
        if not data:
            self.close(client)
            return
        self.selector.unregister(client)
        self.at_work.append((clock() + self.work_seconds, client, data))

    def finish_work(self) -> None:
        """Begin to send the answers that are due."""
        while self.at_work and self.at_work[0][0] <= clock():
            _, client, data = self.at_work.popleft()
            client.unsent = memoryview(b"Echo=>%s at %s" % (data, time.ctime().encode()))
            self.selector.register(client, selectors.EVENT_WRITE, self.write)

    def write(self, client: Client) -> None:
        """Send as much of the answer as the client takes now; when that is all, listen again."""
        count = client.connection.send(client.unsent)
        client.unsent = client.unsent[count:]
        if not client.unsent:
            self.selector.modify(client, selectors.EVENT_READ, self.read)

    def close(self, client: Client) -> None:
        """End the conversation with a client."""
        self.selector.unregister(client)
        client.connection.close()


def serve(listener: Listener, settings: options.Settings) -> None:
    """Run the loop on this system's best selector."""
    with selectors.DefaultSelector() as selector:
        Loop(listener, selector, settings.work_seconds).run()


def main(arguments: list[str] | None = None) -> int:
    """Run the program and return its exit status."""
    parser = options.server_parser(PROGRAM, __doc__)
    settings = parser.parse_args(arguments, namespace=options.Settings())
    return serving.run(PROGRAM, lambda server: serve(server.listen(settings), settings))


if __name__ == "__main__":
    sys.exit(main())
