"""thread-server: a thread for every client.

Teaches: threads. All of them share the process and its memory; while one sleeps or waits for its client,
the others run.

Choose it to see how little it takes. To use it, take servers/thread_server.

Limits: a client that breaks off prints a traceback, and ends its own thread only.
"""

import os
import socket
import sys
import threading
import time

WORK_SECONDS = float(os.environ.get("SOCKETLAB_WORK_SECONDS", "5"))


def talk(connection: socket.socket) -> None:
    """Answer one client until it ends the conversation."""
    while data := connection.recv(1024):
        time.sleep(WORK_SECONDS)
        connection.sendall(b"Echo=>%s at %s" % (data, time.ctime().encode()))
    connection.close()


listener = socket.create_server(("", int(sys.argv[1]) if len(sys.argv) > 1 else 50007), backlog=5)
while True:
    connection, address = listener.accept()
    print("Server connected by", address, "at", time.ctime(), flush=True)
    threading.Thread(target=talk, args=(connection,)).start()
