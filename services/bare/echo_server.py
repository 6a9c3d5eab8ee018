"""echo-server: the simplest server: one client at a time, forever.

Teaches: the five calls of a server, socket, bind, listen, accept and recv, and the end of a connection:
`recv` returns no bytes once the client has shut down its sending side.

Choose it to see these calls and nothing else. For real use take servers/echo_server.

Limits: a client that resets the connection ends it with a traceback. So does Ctrl-C.
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
