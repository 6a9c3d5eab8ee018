"""A server that answers rightly and then resets the connection instead of closing it."""

import socket
import struct
import sys
import time

from services.common.options import Settings
from services.common.sockets import MOST_BYTES, Connection
from tests.mutants.programs import answering


def talk(connection: Connection, settings: Settings) -> None:
    """Answer once, and break off."""
    with connection:
        data = connection.recv(MOST_BYTES)
        time.sleep(settings.work_seconds)
        connection.sendall(answering.reply_to(data))
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


if __name__ == "__main__":
    sys.exit(answering.run(talk))
