"""A database over TCP, what makes its tables, and what looks for them: each fails without the one before."""

import os
import socket
import sys
import time

PORT = 5432


def asked(address: str, words: str) -> str:
    """The answer to one line."""
    with socket.create_connection((address, PORT), timeout=5) as connection:
        connection.sendall(f"{words}\n".encode())
        return connection.makefile().readline().strip()


def serve() -> None:
    """Answer ``add NAME`` and ``list``, after a start that takes a while."""
    time.sleep(1.5)
    tables: list[str] = []
    with socket.create_server(("", PORT)) as listener:
        print("open", flush=True)
        while True:
            peer, _ = listener.accept()
            with peer:
                verb, _, name = peer.makefile().readline().strip().partition(" ")
                if verb == "add":
                    tables.append(name)
                peer.sendall(f"{' '.join(tables)}\n".encode())


def main() -> int:
    """Be what the command says."""
    database = os.environ.get("DATABASE", "127.0.0.1")
    match sys.argv[1]:
        case "serve":
            serve()
        case "ask":
            asked("127.0.0.1", "list")
        case "migrate":
            for table in ("users", "orders"):
                print(asked(database, f"add {table}"))
                time.sleep(0.5)
        case "look":
            print(asked(database, "list"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
