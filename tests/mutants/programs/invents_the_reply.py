"""A client that prints the reply it expects, and has not received it."""

import sys
import time

from services.clients import calling
from services.clients.echo_client import ClientSettings, Conversation
from tests.mutants.programs import answering, conversing


def converse(settings: ClientSettings, server: calling.Server) -> None:
    """Send, wait about as long as it would take, and print what must have come."""
    conversation = Conversation(settings, server)
    message = settings.message[0].encode()
    conversation.connection.sendall(message)
    conversation.journal.note("sent", conn=conversation.conn, data=message)
    time.sleep(1.05)
    conversing.report(answering.reply_to(message))
    conversation.close()


if __name__ == "__main__":
    sys.exit(conversing.run(converse))
