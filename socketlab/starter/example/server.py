"""An echo server with a thread for each client: what a client sends comes back in capitals."""

import socket
import threading

PORT = 5000


def talk(connection: socket.socket) -> None:
    """Answer one client until it has sent everything."""
    with connection:
        while data := connection.recv(4096):
            connection.sendall(data.upper())


def main() -> None:
    """Accept clients until the process is ended."""
    with socket.create_server(("", PORT)) as listener:
        while True:
            connection, _ = listener.accept()
            threading.Thread(target=talk, args=(connection,), daemon=True).start()


if __name__ == "__main__":
    main()
