"""asyncio-echo-server: a coroutine for every client, all of them in one thread.

Teaches: coroutines. Each conversation is written like the iterative server's, top to bottom; at every
`await` it steps aside, and the loop goes on with whoever need not wait. This is what became of asyncore.

Choose it when very many clients mostly wait, and when what they wait for (another server, a timer, a
queue) can be awaited as well: the code stays as plain as with threads, and there is nothing to lock
between two awaits.

Limits: whatever does not await holds up everybody, be it heavy computing or a library that blocks;
--work-seconds, awaited here, does not. One processor is all it uses. A client that does not read its
answer is not listened to until it has: `drain` waits, and that fills the client's own buffers.

Source: the Python library reference, asyncio, "Streams"; asyncore's own page, which points here.
"""

import asyncio
import sys
import time
from typing import Any

from services import options, sockets, stopping


class Conversations:
    """What goes on with all clients."""

    def __init__(self, service: sockets.Service) -> None:
        self.service = service

    async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer a client until it ends the conversation."""
        address, why = writer.get_extra_info("peername"), "error"
        self.service.opened(address, port=writer.get_extra_info("sockname")[1])
        sockets.say(f"Server connected by {address} at {time.ctime()}")
        # With no room for what is unsent, drain returns when the kernel has all of it: "sent" is then true.
        writer.transport.set_write_buffer_limits(high=0)
        try:
            while data := await reader.read(sockets.DRAIN_BYTES):
                await self.answer(writer, sockets.ip_port(address), data)
            why = "eof"
        except asyncio.CancelledError:  # it ends here: Python 3.11 would complain of a task that did not
            why = "shutdown"
        except OSError as error:
            why = sockets.end_by(error)
        finally:
            self.service.closed(address, why)
            writer.close()

    async def answer(self, writer: asyncio.StreamWriter, conn: str, data: bytes) -> None:
        """Work, then answer; the others are served meanwhile."""
        self.service.journal.note("received", conn=conn, data=data)
        await asyncio.sleep(self.service.settings.work_seconds)
        answer = sockets.timed_reply(data)
        writer.write(answer)
        await writer.drain()
        self.service.journal.note("sent", conn=conn, data=answer)

    def complain(self, _loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """Tell in one line of trouble that no coroutine has taken care of."""
        error = context.get("exception")
        trouble = sockets.reason(error) if isinstance(error, Exception) else context["message"]
        what = "cannot accept a client now" if "socket" in context else "cannot serve a client"
        self.service.complain(f"{what}: {trouble}")


async def attend(service: sockets.Service) -> None:
    """Serve until a signal asks to stop; whoever runs this cancels the conversations left."""
    loop, stopped, conversations = asyncio.get_running_loop(), asyncio.Event(), Conversations(service)
    loop.set_exception_handler(conversations.complain)
    # An exception out of nowhere, as elsewhere in this course, would meet the loop's own code: the signal
    # becomes an event among the others instead.
    stopping.stop_on_signals(lambda _: loop.call_soon_threadsafe(stopped.set))
    # The loop accepts up to `backlog` clients at a time, and with 0 would accept none.
    backlog = max(service.settings.backlog, 1)
    server = await asyncio.start_server(conversations.converse, sock=service.listeners[0], backlog=backlog)
    await stopped.wait()
    server.close()


def serve(service: sockets.Service) -> None:
    """Run the loop, whose signals wait until it is ready for them."""
    with stopping.SignalsHeld():
        asyncio.run(attend(service))


def main(arguments: list[str] | None = None) -> int:
    """Run the program and return its exit status."""
    parser = options.server_parser("asyncio-echo-server", __doc__)
    settings = parser.parse_args(arguments, namespace=options.Settings())
    return sockets.run("asyncio-echo-server", settings, serve)


if __name__ == "__main__":
    sys.exit(main())
