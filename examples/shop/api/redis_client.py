"""The few commands of Redis that the shop needs, over one connection for each.

Source: Redis serialization protocol specification (RESP2).
"""

from __future__ import annotations

import os
import socket
from typing import BinaryIO

HOST = os.environ.get("REDIS_HOST", "localhost")
PORT = 6379
TIMEOUT_S = float(os.environ.get("TIMEOUT", "5"))


def command(*words: str) -> str | None:
    """Send one command, and return its answer as text; ``None`` for a missing value.

    Raises:
        OSError: when Redis cannot be reached, does not answer in time, or answers with an error.
    """
    request = f"*{len(words)}\r\n" + "".join(f"${len(word.encode())}\r\n{word}\r\n" for word in words)
    with socket.create_connection((HOST, PORT), timeout=TIMEOUT_S) as connection:
        connection.sendall(request.encode())
        with connection.makefile("rb") as answers:
            return _value(answers.readline(), answers)


def _value(line: bytes, answers: BinaryIO) -> str | None:
    kind, text = line[:1], line[1:].rstrip().decode()
    if kind in (b"+", b":"):
        return text
    if kind == b"$":
        length = int(text)
        return None if length < 0 else answers.read(length + 2)[:-2].decode()
    raise OSError(f"redis answered {line!r}")
