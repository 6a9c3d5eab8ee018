"""A client that sends its message and leaves."""

import sys

from services.clients import calling
from services.clients.echo_client import ClientSettings, Conversation
from tests.mutants.programs import conversing


def converse(settings: ClientSettings, server: calling.Server) -> None:
    """Send, and wait for nothing."""
    conversation = Conversation(settings, server)
    message = settings.message[0].encode()
    conversation.connection.sendall(message)
    conversation.journal.note("sent", conn=conversation.conn, data=message)
    conversation.close()


if __name__ == "__main__":
    sys.exit(conversing.run(converse))
