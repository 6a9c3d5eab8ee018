"""fork-server-signal: a child process for every client, and never a zombie.

Teaches: one line, `signal(SIGCHLD, SIG_IGN)`, which makes the kernel discard children as they exit.

Choose it to see what this line saves fork_server. For real use take servers/fork_server_signal.

Limits: a child's exit status is lost. Where SIGCHLD is ignored in another way, zombies may stay.

Source: wait(2), "NOTES": what POSIX.1-2001 says of an ignored SIGCHLD.
"""

import os
import signal
import socket
import sys
import time

WORK_SECONDS = float(os.environ.get("SOCKETLAB_WORK_SECONDS", "5"))

signal.signal(signal.SIGCHLD, signal.SIG_IGN)
listener = socket.create_server(("", int(sys.argv[1]) if len(sys.argv) > 1 else 50007), backlog=5)
while True:
    connection, address = listener.accept()
    print("Server connected by", address, "at", time.ctime(), flush=True)
    if os.fork() == 0:
        while data := connection.recv(1024):
            time.sleep(WORK_SECONDS)
            connection.sendall(b"Echo=>%s at %s" % (data, time.ctime().encode()))
        os._exit(0)
    connection.close()
