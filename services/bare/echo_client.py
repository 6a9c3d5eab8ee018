"""echo-client: send messages to the echo server and print the replies.

Teaches: a client's calls: socket, connect, sendall, recv. It does not bind; the kernel chooses its port.

Choose it as the counterpart of echo_server. For real use take clients/echo_client.

Limits: one `recv` for each message. A reply that arrives in two pieces is printed in two, the second of them
in place of the next reply: TCP carries bytes, not messages.
"""

import socket
import sys

host, port = sys.argv[1] if len(sys.argv) > 1 else "localhost", 50007
if ":" in host:
    host, _, number = host.partition(":")
    port = int(number)
server = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
server.connect((host, port))
for message in sys.argv[2:] or ["Hello network world"]:
    server.sendall(message.encode())
    print("Client received:", repr(server.recv(1024).decode()))
server.close()
