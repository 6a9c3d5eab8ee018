"""getfile: a file server and its client in one program, like the classic one.

Teaches: a protocol of one line. The client sends a path and a newline; the server sends the file and
closes, and only this close marks the end of the file.

Choose it as the old peer of a newer one (scenario getfile-classic). To fetch files, take files/getfile.

Limits: it sends every file it can read. A missing file looks empty, an interrupted transfer looks complete.
"""

import socket
import sys
import threading


def serve_one(client: socket.socket) -> None:
    """Send one client the file that it names."""
    name = client.makefile("r").readline()[:-1]
    try:
        with open(name, "rb") as file:
            while block := file.read(1024):
                client.sendall(block)
    except (OSError, ValueError):
        print("Error downloading file on server:", name, flush=True)
    client.close()


port = int(sys.argv[2])
if sys.argv[1] == "server":
    listener = socket.create_server(("", port))
    while True:
        client, address = listener.accept()
        print("Server connected by", address, flush=True)
        threading.Thread(target=serve_one, args=(client,)).start()
server = socket.create_connection((sys.argv[3], port))
server.sendall(f"{sys.argv[4]}\n".encode())
with open(sys.argv[4].split("/")[-1], "wb") as file:
    while block := server.recv(1024):
        file.write(block)
print("Client got", sys.argv[4])
