"""An asyncio stream that writes the journal, as the sockets of `sockets` do for the other servers."""

import asyncio
import types
from typing import Self

from services.common.conversations import Conversations, end_by
from services.common.sockets import ip_port


class Stream:
    """The server's end of one conversation, read and written by a coroutine.

    Used with `async with`, it is closed at the end of the block, and neither an error of its own nor the end
    of the server leaves the block.

    Args:
        reader: What the client says.
        writer: What it sends.
        conversations: Where its beginning and its end are noted.
    """

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, conversations: Conversations
    ) -> None:
        self.reader = reader
        self.writer = writer
        self.conversations = conversations
        self.address = writer.get_extra_info("peername")
        self.conn = ip_port(self.address)
        self.unnoted = b""
        self.why = "error"
        conversations.begin(self.conn, port=writer.get_extra_info("sockname")[1])
        # With no room for what is unsent, drain returns when the kernel has all of it: "sent" is then true.
        writer.transport.set_write_buffer_limits(high=0)

    async def read(self, size: int) -> bytes:
        """Wait for bytes, and return some, or none at the end of the conversation."""
        data = await self.reader.read(size)
        if data:
            self.conversations.journal.note("received", conn=self.conn, data=data)
        else:
            self.why = "eof"
        return data

    def write(self, data: bytes) -> None:
        """Begin to send."""
        self.writer.write(data)
        self.unnoted += data

    async def drain(self) -> None:
        """Wait until the kernel has all that was written."""
        await self.writer.drain()
        self.conversations.journal.note("sent", conn=self.conn, data=self.unnoted)
        self.unnoted = b""

    async def __aenter__(self) -> Self:
        """Begin."""
        return self

    async def __aexit__(
        self, _kind: object, error: BaseException | None, _trace: types.TracebackType | None
    ) -> bool:
        """Note why it ended, and close."""
        if isinstance(error, asyncio.CancelledError):
            self.why = "shutdown"
        elif isinstance(error, OSError):
            self.why = end_by(error)
        self.conversations.end(self.conn, self.why)
        self.writer.close()
        # A cancellation ends here: Python 3.11 would complain of a task that did not end well.
        return isinstance(error, asyncio.CancelledError | OSError)
