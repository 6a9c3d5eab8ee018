"""A server that plays a part, and what a transfer from it comes to."""

import contextlib
import hashlib
import socket
import threading
from collections.abc import Callable, Iterator

from services.clients import calling
from services.files.fetching import Fetched, Transfer
from services.files.wire import Header, write_header
from tests.services.processes import PATIENCE_S

Answer = bytes | Callable[[bytes], bytes]


def to(port: int, **options: float) -> calling.Destination:
    return calling.Destination("127.0.0.1", port, options.get("timeout", PATIENCE_S))


def outcome(transfer: Transfer) -> Fetched | str:
    """Run a transfer, and return what it brought or why not."""
    try:
        return transfer.run()
    except calling.ClientError as error:
        return str(error)


class Stage:
    """A server that answers each connection in turn as the test has it, and remembers the requests."""

    def __init__(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.listener.settimeout(PATIENCE_S)
        self.port = self.listener.getsockname()[1]
        self.requests: list[bytes] = []
        self.over = threading.Event()
        self.thread: threading.Thread | None = None

    def play(self, *answers: Answer, hold: bool = False) -> None:
        """Give these answers, one a connection; after the last one say nothing more if it is to hold."""

        def act() -> None:
            for number, answer in enumerate(answers, 1):
                with self.listener.accept()[0] as connection:
                    request = connection.recv(5000)
                    self.requests.append(request)
                    connection.sendall(answer if isinstance(answer, bytes) else answer(request))
                    if hold and number == len(answers):
                        self.over.wait(PATIENCE_S)

        self.thread = threading.Thread(target=act)
        self.thread.start()

    def end(self) -> None:
        self.over.set()
        if self.thread:
            self.thread.join()
        self.listener.close()


@contextlib.contextmanager
def staged() -> Iterator[Stage]:
    stage = Stage()
    try:
        yield stage
    finally:
        stage.end()


def answer(content: bytes, offset: int = 0) -> bytes:
    return write_header(Header(len(content), offset, hashlib.sha256(content).hexdigest())) + content[offset:]


def asked_offset(request: bytes) -> int:
    return int(request.split()[-1])
