"""A server with threads that waits for each of them before it accepts the next client."""

import sys

from services.common.options import Settings
from services.common.output import say
from services.common.sockets import Listener
from services.common.threads import Thread
from tests.mutants.programs import answering


def serve(listener: Listener, settings: Settings, talk: answering.Talk) -> None:
    """Give each client a thread, one after the other."""
    while True:
        connection, address = listener.accept()
        say(f"Server connected by {address}")
        thread = Thread(target=talk, args=(connection, settings))
        thread.start()
        thread.join()


if __name__ == "__main__":
    sys.exit(answering.run(answering.echo(answering.reply_to), serve))
