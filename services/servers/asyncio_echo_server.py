"""asyncio-echo-server: a coroutine for every client, all of them in one thread.

Teaches: coroutines. Each conversation is written like the iterative server's, top to bottom; at every
`await` it yields, and the loop continues with a client that need not wait. asyncio replaced asyncore.

Choose it when very many clients mostly wait, and when what they wait for (another server, a timer, a
queue) can be awaited as well: the code stays as plain as with threads, and there is nothing to lock
between two awaits.

Limits: code that does not await blocks every client, whether it computes or calls a blocking library;
--work-seconds, awaited here, does not. Only one processor is used. The server stops reading from a client
that does not read its replies: `drain` waits, and the client's own buffers fill up.

Source: the Python library reference, asyncio, "Streams"; asyncore's own page, which points here.
"""

import asyncio
import sys
import time
from typing import Any

from services.common import options, serving, stopping
from services.common.conversations import Conversations
from services.common.output import reason, say
from services.common.sockets import MOST_BYTES, Listener
from services.common.streams import Stream

PROGRAM = "asyncio-echo-server"


async def talk(stream: Stream, settings: options.Settings) -> None:
    """Answer one client until it ends the conversation; the others are served meanwhile."""
    say(f"Server connected by {stream.address} at {time.ctime()}")
    async with stream:
        while data := await stream.read(MOST_BYTES):
            await asyncio.sleep(settings.work_seconds)
            stream.write(b"Echo=>%s at %s" % (data, time.ctime().encode()))
            await stream.drain()


async def serve_all(listener: Listener, settings: options.Settings) -> None:
    """Serve until a signal asks to stop; the caller cancels the remaining conversations."""
    loop, stopped, conversations = asyncio.get_running_loop(), asyncio.Event(), listener.conversations

    async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await talk(Stream(reader, writer, conversations), settings)

    loop.set_exception_handler(lambda _, context: complain(conversations, context))
    # An exception raised by a signal handler, as elsewhere in this course, would interrupt the loop's own
    # code: here the signal becomes an event like the others.
    stopping.stop_on_signals(lambda _: loop.call_soon_threadsafe(stopped.set))
    # The loop accepts up to `backlog` clients at a time, and with 0 would accept none.
    backlog = max(settings.backlog, 1)
    server = await asyncio.start_server(converse, sock=listener.plain(), backlog=backlog)
    await stopped.wait()
    server.close()


def complain(conversations: Conversations, context: dict[str, Any]) -> None:
    """Report in one line an error that no coroutine has handled."""
    error = context.get("exception")
    problem = reason(error) if isinstance(error, Exception) else context["message"]
    what = "cannot accept a client now" if "socket" in context else "cannot serve a client"
    conversations.complain(f"{what}: {problem}")


def serve(listener: Listener, settings: options.Settings) -> None:
    """Run the loop, whose signals wait until it is ready for them."""
    with stopping.SignalsHeld():
        asyncio.run(serve_all(listener, settings))


def main(arguments: list[str] | None = None) -> int:
    """Run the program and return its exit status."""
    parser = options.server_parser(PROGRAM, __doc__)
    settings = parser.parse_args(arguments, namespace=options.Settings())
    return serving.run(PROGRAM, lambda server: serve(server.listen(settings), settings))


if __name__ == "__main__":
    sys.exit(main())
