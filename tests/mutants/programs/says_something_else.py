"""A client that says something else than it was told to."""

import sys

from services.clients import calling
from services.clients.echo_client import ClientSettings
from tests.mutants.programs import conversing


def converse(settings: ClientSettings, server: calling.Server) -> None:
    """Say the words in upper case."""
    conversing.report(conversing.exchange(settings, server, settings.message[0].upper()))


if __name__ == "__main__":
    sys.exit(conversing.run(converse))
