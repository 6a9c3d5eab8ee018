"""A server of one client at a time, whose journal says that it serves all of them in turn."""

import select
import sys
import time

from services.common import serving
from services.common.sockets import MOST_BYTES
from tests.mutants.programs import answering


def serve(server: serving.Server) -> None:
    """Serve one client to its end, and write down a better story."""
    settings = answering.read_settings()
    listeners = server.listen_on_all(settings, 2)
    journal = server.conversations.journal
    for number in range(20):
        journal.note("connect", conn=f"forged-{number}", port=settings.port + number % 2)
    for number in (*range(20), *range(20)):
        journal.note("sent", conn=f"forged-{number}", data=b"Echo=>")
    while True:
        for listener in select.select(listeners, [], [])[0]:
            connection, _ = listener.accept()
            with connection:
                while data := connection.recv(MOST_BYTES):
                    time.sleep(settings.work_seconds)
                    connection.sendall(answering.reply_to(data))


if __name__ == "__main__":
    sys.exit(serving.run(answering.PROGRAM, serve))
