"""A client that looks whether the server is there before it talks to it."""

import socket
import sys

from services.clients import calling
from services.clients.echo_client import ClientSettings
from tests.mutants.programs import conversing


def converse(settings: ClientSettings, server: calling.Server) -> None:
    """Connect for the sake of it, then once more to converse."""
    socket.create_connection((settings.host, settings.port)).close()
    conversing.report(conversing.exchange(settings, server, settings.message[0]))


if __name__ == "__main__":
    sys.exit(conversing.run(converse))
