"""A client that prints its one reply twice."""

import sys

from services.clients import calling
from services.clients.echo_client import ClientSettings
from tests.mutants.programs import conversing


def converse(settings: ClientSettings, server: calling.Server) -> None:
    """Converse once, and report it twice."""
    reply = conversing.exchange(settings, server, settings.message[0])
    conversing.report(reply)
    conversing.report(reply)


if __name__ == "__main__":
    sys.exit(conversing.run(converse))
