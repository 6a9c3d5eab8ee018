"""A relay to a server, which limits how many bytes per second reach the client.

It runs in a container by `python3 -c`: relay.py LISTEN_PORT HOST PORT BYTES_PER_SECOND. With a low rate it is
a slow path to a getfile server; with a high one it publishes what listens on its own host's loopback address.
"""

import contextlib
import socket
import sys
import threading
import time

STEPS_PER_SECOND = 20
LARGEST_BLOCK = 65_536
UNLIMITED = 1e9


def pass_on(source: socket.socket, target: socket.socket, rate: float) -> None:
    block = min(max(int(rate / STEPS_PER_SECOND), 1), LARGEST_BLOCK)
    with contextlib.suppress(OSError):
        while piece := source.recv(block):
            target.sendall(piece)
            time.sleep(len(piece) / rate)
        target.shutdown(socket.SHUT_WR)


def serve(client: socket.socket, address: tuple[str, int], rate: float) -> None:
    with client, socket.create_connection(address) as server:
        asking = threading.Thread(target=pass_on, args=(client, server, UNLIMITED))
        asking.start()
        pass_on(server, client, rate)
        asking.join()


def main() -> None:
    listen_port, host, port, rate = sys.argv[1:]
    with socket.create_server(("", int(listen_port))) as listener:
        while True:
            client = listener.accept()[0]
            settings = (client, (host, int(port)), float(rate))
            threading.Thread(target=serve, args=settings, daemon=True).start()


if __name__ == "__main__":
    main()
