"""Open many connections to an echo server at the same moment, with a message each, and keep a journal.

Usage: flood.py HOST COUNT SECONDS, where SECONDS is how long each waits for its connection.
"""

import concurrent.futures
import sys
import threading
import time

from services.clients import calling, echo_client
from services.clients.echo_client import Conversation


def main() -> None:
    """Run the conversations side by side and print how each ended."""
    host, count, patience = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    settings = echo_client.read_settings(["--timeout", patience, "--reply-timeout", "30", host, "hello"])
    together = threading.Barrier(count)

    def converse(_: int) -> str:
        server = calling.Destination(settings.host, settings.port, settings.timeout)
        server.look_up_ahead()
        together.wait()
        began = time.monotonic()
        try:
            conversation = Conversation(settings, server)
        except calling.ClientError as error:
            return str(error)
        try:
            conversation.exchange(b"hello", last=True)
        except calling.ClientError as error:
            return str(error)
        finally:
            conversation.close()
        return f"served after {time.monotonic() - began:.1f} s"

    with concurrent.futures.ThreadPoolExecutor(count) as pool:
        for ending in pool.map(converse, range(count)):
            print(ending, flush=True)


if __name__ == "__main__":
    main()
