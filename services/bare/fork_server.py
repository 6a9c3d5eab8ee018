"""fork-server: a child process for every client.

Teaches: fork. Parent and child both have the connection; the parent closes its copy and accepts the next
client, the child replies and exits. A child that has exited is a zombie until the parent calls `waitpid`.

Choose it to see the oldest way to serve clients concurrently. For real use take servers/fork_server.

Limits: it reaps children only when the next client connects, and leaves running ones behind when it ends.

Source: fork(2), waitpid(2).
"""

import os
import socket
import sys
import time

WORK_SECONDS = float(os.environ.get("SOCKETLAB_WORK_SECONDS", "5"))


def reap(children: list[int]) -> None:
    """Reap the children that have exited, without waiting for the others."""
    while children and (pid := os.waitpid(0, os.WNOHANG)[0]):
        children.remove(pid)


listener = socket.create_server(("", int(sys.argv[1]) if len(sys.argv) > 1 else 50007), backlog=5)
children: list[int] = []
while True:
    connection, address = listener.accept()
    print("Server connected by", address, "at", time.ctime(), flush=True)
    reap(children)
    pid = os.fork()
    if pid == 0:
        while data := connection.recv(1024):
            time.sleep(WORK_SECONDS)
            connection.sendall(b"Echo=>%s at %s" % (data, time.ctime().encode()))
        os._exit(0)
    children.append(pid)
    connection.close()
