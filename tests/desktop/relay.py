"""A way to a server that is slow: it passes bytes on, to the client so many a second and no more.

It is run in a container by `python3 -c`: relay.py HOST BYTES_PER_SECOND listens where a getfile server would.
"""

import contextlib
import socket
import sys
import threading
import time

PORT = 50001
STEPS_A_SECOND = 20


def pass_on(source: socket.socket, target: socket.socket, rate: float) -> None:
    block = max(int(rate / STEPS_A_SECOND), 1)
    with contextlib.suppress(OSError):
        while piece := source.recv(block):
            target.sendall(piece)
            time.sleep(len(piece) / rate)
        target.shutdown(socket.SHUT_WR)


def serve(client: socket.socket) -> None:
    with client, socket.create_connection((sys.argv[1], PORT)) as server:
        asking = threading.Thread(target=pass_on, args=(client, server, 1e9))
        asking.start()
        pass_on(server, client, float(sys.argv[2]))
        asking.join()


if __name__ == "__main__":
    with socket.create_server(("", PORT)) as listener:
        while True:
            threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
