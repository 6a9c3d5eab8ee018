"""A client that starts later the higher its number is."""

import sys
import time

from services.clients import calling
from services.clients.echo_client import ClientSettings
from tests.mutants.programs import conversing


def converse(settings: ClientSettings, server: calling.Server) -> None:
    """Wait longer the higher the number is, then converse."""
    message = settings.message[0]
    time.sleep(0.7 * int(message.rpartition(" ")[2]))
    conversing.report(conversing.exchange(settings, server, message))


if __name__ == "__main__":
    sys.exit(conversing.run(converse))
