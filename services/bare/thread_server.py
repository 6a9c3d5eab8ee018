"""thread-server: a thread for every client.

Teaches: threads. All of them share the process and its memory; while one sleeps or waits for its client,
the others run.

Choose it to see how short it can be. For real use take servers/thread_server.

Limits: a client that resets its connection causes a traceback, which ends only its own thread.
"""

import os
import socket
import sys
import threading
import time

WORK_SECONDS = float(os.environ.get("SOCKETLAB_WORK_SECONDS", "5"))


def talk(connection: socket.socket) -> None:
    """Reply to one client until it closes the connection."""
    while data := connection.recv(1024):
        time.sleep(WORK_SECONDS)
        connection.sendall(b"Echo=>%s at %s" % (data, time.ctime().encode()))
    connection.close()


listener = socket.create_server(("", int(sys.argv[1]) if len(sys.argv) > 1 else 50007), backlog=5)
while True:
    connection, address = listener.accept()
    print("Server connected by", address, "at", time.ctime(), flush=True)
    threading.Thread(target=talk, args=(connection,)).start()
