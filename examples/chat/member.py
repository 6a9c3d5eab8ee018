"""Announce yourself to the group, greet each member that does so, and leave when all have greeted you."""

from __future__ import annotations

import os
import socket
import sys
import threading
import time

from lobby import GROUP, PORT, join

CHAT_PORT = 7000
NAME = socket.gethostname()
MEMBERS = int(os.environ.get("MEMBERS", "2"))
PATIENCE_S = float(os.environ.get("PATIENCE", "15"))
LINGER_S = 4.0
"""How long a member that knows all others stays, for those that are still looking."""


def announce(over: threading.Event) -> None:
    """Say who is here, every 200 ms: a datagram may get lost."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        while not over.is_set():
            sender.sendto(NAME.encode(), (GROUP, PORT))
            over.wait(0.2)


def greet_those_who_announce(receiver: socket.socket, over: threading.Event) -> None:
    """Connect to each new member, once."""
    greeted: set[str] = {NAME}
    while not over.is_set():
        announced, (address, _) = receiver.recvfrom(256)
        name = announced.decode()
        if name in greeted:
            continue
        try:
            with socket.create_connection((address, CHAT_PORT), timeout=2) as connection:
                connection.sendall(f"hello from {NAME}".encode())
        except OSError as error:
            print(f"cannot greet {name}: {error}", flush=True)
        else:
            greeted.add(name)


def main() -> int:
    """Take part; 0 when every other member has greeted this one in time."""
    over = threading.Event()
    heard: set[str] = set()
    with socket.create_server(("", CHAT_PORT), backlog=64) as server, join() as receiver:
        for work in (lambda: announce(over), lambda: greet_those_who_announce(receiver, over)):
            threading.Thread(target=work, daemon=True).start()
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline and len(heard) < MEMBERS - 1:
            server.settimeout(max(0.01, deadline - time.monotonic()))
            try:
                connection, _ = server.accept()
            except TimeoutError:
                break
            with connection:
                greeting = connection.recv(256).decode()
                heard.add(greeting)
                print(greeting, flush=True)
        time.sleep(LINGER_S)
        over.set()
    print(f"{len(heard)} of {MEMBERS - 1} greetings")
    return 0 if len(heard) == MEMBERS - 1 else 1


if __name__ == "__main__":
    sys.exit(main())
