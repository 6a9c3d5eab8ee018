"""A client that connects and has nothing to say."""

import sys

from services.clients import calling
from services.clients.echo_client import ClientSettings, Conversation
from tests.mutants.programs import conversing


def converse(settings: ClientSettings, server: calling.Server) -> None:
    """Connect and close."""
    Conversation(settings, server).close()


if __name__ == "__main__":
    sys.exit(conversing.run(converse))
