"""A client that has its reply, keeps its connection, and never ends."""

import sys
import time

from services.clients import calling
from services.clients.echo_client import ClientSettings, Conversation
from tests.mutants.programs import conversing


def converse(settings: ClientSettings, server: calling.Server) -> None:
    """Converse, and stay."""
    conversation = Conversation(settings, server)
    conversing.report(conversation.exchange(settings.message[0].encode(), last=True))
    time.sleep(600)


if __name__ == "__main__":
    sys.exit(conversing.run(converse))
