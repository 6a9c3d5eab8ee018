"""echo-server: the simplest server there is: one client at a time, for ever.

Teaches: the five calls of a server, socket, bind, listen, accept and recv, and the end of a conversation:
`recv` returns nothing once the client has ended its half.

Choose it to see these calls and nothing else. To use it, take servers/echo_server.

Limits: a client that breaks off ends it with a traceback. Ctrl-C does so too.
"""

import socket
import sys

port = int(sys.argv[1]) if len(sys.argv) > 1 else 50007
listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
listener.bind(("", port))
listener.listen(5)
while True:
    connection, address = listener.accept()
    print("Server connected by", address, flush=True)
    while data := connection.recv(1024):
        connection.sendall(b"Echo=>" + data)
    connection.close()
