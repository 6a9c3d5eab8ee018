"""select-server: every client of two ports in one loop, with no thread and no child process.

Teaches: multiplexing. `select` waits for all sockets at once and names those that have something to read:
a listener has a new client, a client has a message or its end.

Choose it to see the loop. For real use take servers/select_server.

Limits: it sends without checking that the client reads, so one client that does not read blocks the loop.
A client that resets its connection ends the server.
"""

import select
import socket
import sys
import time

first = int(sys.argv[1]) if len(sys.argv) > 1 else 50007
listeners = [socket.create_server(("", port), backlog=5) for port in (first, first + 1)]
clients: list[socket.socket] = []
print("select-server loop starting", flush=True)
while True:
    readable, _, _ = select.select(listeners + clients, [], [])
    for ready in readable:
        if ready in listeners:
            connection, address = ready.accept()
            print("Connect:", address, id(connection), flush=True)
            clients.append(connection)
        elif data := ready.recv(1024):
            print("\tgot", data, "on", id(ready), flush=True)
            ready.sendall(b"Echo=>%s at %s" % (data, time.ctime().encode()))
        else:
            ready.close()
            clients.remove(ready)
