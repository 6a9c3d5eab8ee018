"""Sockets that write the journal, so that a program calls accept, recv and sendall as usual.

Each is the standard library's socket with a hook: a `Listener` keeps accepting when a queued client
fails, a `Connection` notes what it receives, what it sends and how it ends, a `DatagramSocket` notes each
datagram.

Source: accept(2), "Error handling", on errors of a client that has already disconnected.
"""

import errno
import os
import socket
import time
from typing import Any

from services.common.conversations import Conversations, end_by
from services.common.output import reason

Address = tuple[str, int]

BLOCK_BYTES = 64 * 1024
MOST_BYTES = 1024 * 1024
"""What one `recv` of a server returns at most."""
LONGEST_DATAGRAM_BYTES = 65535
"""The length field of a datagram has 16 bits. Source: RFC 768."""
ACCEPT_PAUSE_SECONDS = 0.05


def ip_port(address: Any) -> str:
    """Return an address the way the journal writes it."""
    return f"{address[0]}:{address[1]}"


class Connection(socket.socket):
    """The server's end of one conversation.

    Used with `with`, it is closed at the end of the block, and an error of its own does not leave the block:
    a client that breaks off ends its own conversation and nothing else.

    Args:
        accepted: What the listener's `accept` returned; this object takes it over.
        address: The client's address, and by that the conversation's name.
        conversations: Where its beginning and its end are noted.
        content: Whether the journal gets what is received and sent.
    """

    def __init__(
        self, accepted: socket.socket, address: Address, conversations: Conversations, *, content: bool = True
    ) -> None:
        super().__init__(accepted.family, accepted.type, accepted.proto, fileno=accepted.detach())
        self.address = address
        self.conn = ip_port(address)
        self.conversations = conversations
        self.content = content
        self.why = "shutdown"
        self.failure: OSError | None = None

    def recv(self, size: int, flags: int = 0) -> bytes:
        """Wait for bytes, then take all that is already there, so that a message is mostly returned whole.

        Args:
            size: How many bytes to return at most.
            flags: As for any socket.

        Returns:
            Some bytes, or none at the end of the conversation.
        """
        if not self.content:
            return super().recv(size, flags)
        try:
            data = self._take(size, flags)
        except OSError as error:
            self._failed(error)
            raise
        if data:
            self.note("received", data=data)
        else:
            self.why = "eof"
        return data

    def send(self, data: Any, flags: int = 0) -> int:
        """Send what the kernel has room for now, and return how many bytes that was."""
        try:
            count = super().send(data, flags)
        except OSError as error:
            self._failed(error)
            raise
        if self.content:
            self.note("sent", data=bytes(data[:count]))
        return count

    def sendall(self, data: Any, flags: int = 0) -> None:
        """Send all of it, however long the client takes."""
        try:
            super().sendall(data, flags)
        except OSError as error:
            self._failed(error)
            raise
        if self.content:
            self.note("sent", data=bytes(data))

    def note(self, event: str, **facts: Any) -> None:
        """Write a line about this conversation to the journal."""
        self.conversations.journal.note(event, conn=self.conn, **facts)

    def close(self) -> None:
        """Close the connection, after its end has been written to the journal."""
        self.conversations.end(self.conn, self.why)
        super().close()

    def refuse(self, problem: str) -> None:
        """Send the client away because of a problem at this end."""
        self.why = "error"
        self.close()
        self.conversations.complain(f"cannot serve {self.address}: {problem}")

    def hand_over(self) -> None:
        """Close this process's copy: the conversation goes on in a child process, which notes its end."""
        self.conversations.hand_over(self.conn)
        super().close()

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> bool:  # type: ignore[override]
        """Close, and keep back an error of this very connection: it has ended, that is all."""
        self.close()
        return error is not None and error is self.failure

    def _take(self, size: int, flags: int) -> bytes:
        received = super().recv(min(size, BLOCK_BYTES), flags)
        pieces, total = [received], len(received)
        while received and total < size:
            try:
                received = super().recv(min(size - total, BLOCK_BYTES), flags | socket.MSG_DONTWAIT)
            except OSError:  # nothing more now, or an error that the next call meets again
                break
            pieces.append(received)
            total += len(received)
        return b"".join(pieces)

    def _failed(self, error: OSError) -> None:
        if not isinstance(error, BlockingIOError):
            self.why, self.failure = end_by(error), error


class Listener(socket.socket):
    """A socket that accepts clients, however many fail to come and however full the process is.

    Args:
        conversations: Where each client's conversation is noted.
        family: IPv4's, or another.
        content: Whether the journal contains the transferred bytes.
    """

    def __init__(
        self,
        conversations: Conversations,
        family: socket.AddressFamily = socket.AF_INET,
        *,
        content: bool = True,
    ) -> None:
        super().__init__(family, socket.SOCK_STREAM)
        self.conversations = conversations
        self.content = content

    def accept(self) -> tuple[Connection, Any]:
        """Wait for the next client.

        Returns:
            The connection, and the client's address.

        Raises:
            BlockingIOError: The listener does not wait (its timeout is 0), and no client is queued.
        """
        while True:
            try:
                accepted, address = super().accept()
            except ConnectionAbortedError:  # the client gave up while it was in the queue
                continue
            except BlockingIOError:
                raise
            except OSError as error:
                self.conversations.complain(f"cannot accept a client now: {reason(error)}")
                time.sleep(ACCEPT_PAUSE_SECONDS)
                if self.gettimeout() == 0:
                    raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN)) from error
            else:
                return self.welcome(accepted, address)

    def welcome(self, accepted: socket.socket, address: Any) -> tuple[Connection, Any]:
        """Begin the conversation with a client that was accepted."""
        accepted.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection = Connection(accepted, address, self.conversations, content=self.content)
        self.conversations.begin(connection.conn, port=self.getsockname()[1])
        return connection, address

    def plain(self) -> socket.socket:
        """Return the same listening socket without the hooks; this object is closed by it."""
        return socket.socket(self.family, self.type, self.proto, fileno=self.detach())


class DatagramSocket(socket.socket):
    """A socket for datagrams that notes each one.

    Args:
        conversations: Whose journal it writes to.
    """

    def __init__(self, conversations: Conversations) -> None:
        super().__init__(socket.AF_INET, socket.SOCK_DGRAM)
        self.journal = conversations.journal

    def recvfrom(self, size: int, flags: int = 0) -> tuple[bytes, Any]:
        """Wait for a datagram, and return it with the address that it came from."""
        data, address = super().recvfrom(size, flags)
        self.journal.note("received", conn=ip_port(address), data=data)
        return data, address

    def sendto(self, data: bytes, address: Any) -> int:  # type: ignore[override]
        """Send a datagram to an address."""
        count = super().sendto(data, address)
        self.journal.note("sent", conn=ip_port(address), data=data)
        return count
