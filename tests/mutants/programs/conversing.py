"""The echo client with another way to converse: what the wrong clients have in common."""

from collections.abc import Callable

from services.clients import calling
from services.clients.echo_client import PROGRAM, ClientSettings, Conversation, read_settings
from services.common.output import say

Converse = Callable[[ClientSettings, calling.Server], None]


def run(converse: Converse) -> int:
    """Converse as given and return the exit status."""
    settings = read_settings(None)
    server = calling.Destination(settings.host, settings.port, settings.timeout)
    return calling.call(PROGRAM, lambda: converse(settings, server))


def exchange(settings: ClientSettings, server: calling.Server, message: str) -> bytes:
    """Say one message on a connection of its own, and return the reply."""
    conversation = Conversation(settings, server)
    try:
        return conversation.exchange(message.encode(), last=True)
    finally:
        conversation.close()


def report(reply: bytes) -> None:
    """Print a reply as the echo client does."""
    say(f"Client received: {reply.decode(errors='backslashreplace')!r}")
