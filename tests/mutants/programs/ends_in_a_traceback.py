"""A client that leaves its errors to Python."""

import socket

from services.clients import echo_client

if __name__ == "__main__":
    settings = echo_client.read_settings(None)
    with socket.create_connection((settings.host, settings.port)) as connection:
        connection.sendall(settings.message[0].encode())
        print(connection.recv(1000))
