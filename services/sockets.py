"""What the programs of the course share, so that each file holds only what makes it different.

From top to bottom: what is printed, what goes over a connection, the server (listen, accept, converse)
and the frame it runs in.
"""

import errno
import os
import socket
import sys
import time
from collections.abc import Callable
from typing import Any

from services.journal import Journal, clock
from services.options import Settings
from services.stopping import SignalsHeld, Stopped, stop_on_signals

Address = tuple[str, int]
Reply = Callable[[bytes], bytes]

EVERY_ADDRESS = "0.0.0.0"
BLOCK_BYTES = 64 * 1024
DRAIN_BYTES = 1024 * 1024
ACCEPT_PAUSE_SECONDS = 0.05
COMPLAINT_SECONDS = 1.0
LISTEN_HINTS = {
    errno.EADDRINUSE: " (is another server running there?)",
    errno.EACCES: " (low ports need a privilege: choose one above 1023)",
    errno.EADDRNOTAVAIL: " (this host has no such address)",
}


class CannotListenError(Exception):
    """A server cannot have the port it wants, for the reason that the message tells."""


def say(line: str) -> None:
    """Print one whole line at once; when nobody reads any more, go on in silence."""
    try:
        encoding = sys.stdout.encoding or "utf-8"
        sys.stdout.write(line.encode(encoding, "backslashreplace").decode(encoding) + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError:
        return  # a full disk, say: what could not be written is tried again with the next line


def complain(line: str) -> None:
    """Print one whole line on standard error."""
    try:
        sys.stderr.write(f"{line}\n")
        sys.stderr.flush()
    except OSError:
        return


def reason(error: Exception) -> str:
    """Return why an operation failed, in the house's lower case."""
    text = getattr(error, "strerror", None) or str(error)
    return text[:1].lower() + text[1:]


def timed_reply(data: bytes) -> bytes:
    """Return the parallel servers' answer: what was said, and the server's own time."""
    return b"Echo=>%s at %s" % (data, time.ctime().encode())


def receive(connection: socket.socket) -> bytes:
    """Wait for bytes, then take all that is already there, so that a message is mostly answered whole.

    Returns:
        Up to about 1 MiB, or nothing at end of file.
    """
    received = connection.recv(BLOCK_BYTES)
    pieces, size = [received], len(received)
    while received and size < DRAIN_BYTES:
        try:
            received = connection.recv(BLOCK_BYTES, socket.MSG_DONTWAIT)
        except OSError:  # nothing more now, or an error that the next call meets again
            break
        pieces.append(received)
        size += len(received)
    return b"".join(pieces)


def ip_port(address: Address) -> str:
    """Return an address the way the journal writes it."""
    return f"{address[0]}:{address[1]}"


class Service:
    """A server that listens, and what every variant does with a client.

    Args:
        program: The name the program goes by.
        settings: Its options.
    """

    def __init__(self, program: str, settings: Settings) -> None:
        self.program = program
        self.settings = settings
        self.journal = Journal.from_environment("server")
        self.listeners: list[socket.socket] = []
        self.open_connections: set[str] = set()
        self.complained_at = float("-inf")

    def listen(self, ports: int = 1, kind: socket.SocketKind = socket.SOCK_STREAM) -> None:
        """Listen on one port or more from the chosen one on, and only then say so.

        Args:
            ports: How many consecutive ports.
            kind: TCP's, or UDP's, which knows no connections that could wait to be accepted.

        Raises:
            CannotListenError: One of them cannot be had.
        """
        host, first = self.settings.host, self.settings.port
        for port in range(first, first + ports) if first else [0] * ports:
            listener = socket.socket(socket.AF_INET, kind)
            self.listeners.append(listener)
            try:
                if kind is socket.SOCK_DGRAM:  # where SO_REUSEADDR would let two servers share a port
                    listener.bind((host, port))
                else:
                    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, self.settings.reuse_address)
                    listener.bind((host, port))
                    listener.listen(self.settings.backlog)
            except (OSError, UnicodeError, TypeError) as error:
                hint = LISTEN_HINTS.get(getattr(error, "errno", 0), "")
                trouble = f"cannot listen on {host or EVERY_ADDRESS}:{port}: {reason(error)}{hint}"
                raise CannotListenError(trouble) from error
        for listener in self.listeners:
            host, port = host or EVERY_ADDRESS, listener.getsockname()[1]
            self.journal.note("ready", host=host, port=port)
            say(f"{self.program} ready on {host}:{port}")

    def accept(self) -> tuple[socket.socket, Address]:
        """Wait for the next client, however many fail to come and however full the process is."""
        while True:
            if client := self.try_to_accept(self.listeners[0]):
                return client

    def try_to_accept(self, listener: socket.socket) -> tuple[socket.socket, Address] | None:
        """Return the next client, or nothing if it has gone or if there is no room for it now."""
        if not (taken := self.take(listener)):
            return None
        connection, address = taken
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.opened(address, port=listener.getsockname()[1])
        return connection, address

    def take(self, listener: socket.socket) -> tuple[socket.socket, Any] | None:
        """Accept as `try_to_accept` does, whatever kind of socket it is, and note nothing."""
        try:
            return listener.accept()
        except (BlockingIOError, ConnectionAbortedError):
            return None
        except OSError as error:
            self.complain(f"cannot accept a client now: {reason(error)}")
            time.sleep(ACCEPT_PAUSE_SECONDS)
            return None

    def opened(self, address: Address, **place: Any) -> None:
        """Note that a conversation begins, and where: at which port, say."""
        peer = ip_port(address)
        with SignalsHeld():
            self.open_connections.add(peer)
            self.journal.note("connect", peer=peer, **place, conn=peer)

    def complain(self, trouble: str) -> None:
        """Tell standard error what is wrong, once a second at most: trouble tends to come in crowds."""
        if clock() - self.complained_at >= COMPLAINT_SECONDS:
            self.complained_at = clock()
            complain(f"{self.program}: {trouble}")

    def handed_over(self, address: Address) -> None:
        """Leave a client to a child process, and to its journal."""
        self.open_connections.discard(ip_port(address))

    def closed(self, address: Address, why: str) -> None:
        """Note, once, how a conversation ended: `eof`, `reset`, `error` or `shutdown`."""
        with SignalsHeld():
            self._forget(ip_port(address), why)

    def shut_down(self) -> None:
        """Note the end of all conversations that this process leaves unfinished."""
        for conn in list(self.open_connections):
            self._forget(conn, "shutdown")

    def _forget(self, conn: str, why: str) -> None:
        try:
            self.open_connections.remove(conn)
        except KeyError:  # another thread was first
            return
        self.journal.note("closed", conn=conn, reason=why)

    def refuse(self, connection: socket.socket, address: Address, trouble: str) -> None:
        """Send a client away because of some trouble at this end."""
        self.closed(address, "error")
        connection.close()
        self.complain(f"cannot serve {address}: {trouble}")

    def converse(self, connection: socket.socket, address: Address, reply: Reply) -> None:
        """Answer a client until it ends the conversation; whatever it does harms nobody but itself."""
        conn, why = ip_port(address), "shutdown"
        try:
            while data := receive(connection):
                self.journal.note("received", conn=conn, data=data)
                time.sleep(self.settings.work_seconds)
                answer = reply(data)
                connection.sendall(answer)
                self.journal.note("sent", conn=conn, data=answer)
            why = "eof"
        except OSError as error:
            why = end_by(error)
        finally:
            self.closed(address, why)  # noted first: who sees the connection closed finds it in the journal
            connection.close()


def end_by(error: OSError) -> str:
    """Return the journal's word for the error that ended a conversation."""
    return "reset" if isinstance(error, ConnectionError) else "error"


def run(
    program: str,
    settings: Settings,
    serve: Callable[[Service], None],
    listen: Callable[[Service], None] = Service.listen,
) -> int:
    """Listen, serve until TERM or INT, and leave in good order.

    Args:
        program: The name the program goes by.
        settings: Its options.
        serve: The variant itself, which goes on until a signal stops it.
        listen: How it comes to its listening sockets: on one TCP port unless told otherwise.

    Returns:
        The exit status: 0 after a signal, 1 when the port cannot be had.
    """
    service = Service(program, settings)
    try:
        stop_on_signals()
        listen(service)
        serve(service)
    except CannotListenError as error:
        complain(f"{program}: {error}")
        return 1
    except Stopped:
        pass
    finally:
        for listener in service.listeners:
            listener.close()
        service.shut_down()
    return 0
