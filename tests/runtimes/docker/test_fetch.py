"""The little program that asks with HTTP, here against servers of this machine."""

from __future__ import annotations

import json
import runpy
import socket
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from typing_extensions import override

from socketlab.runtimes.docker import fetch as module
from socketlab.runtimes.docker.fetch import ask, fetch

OK = range(200, 201)


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/up" else 503)
        self.end_headers()

    @override
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def port() -> Iterator[int]:
    with HTTPServer(("127.0.0.1", 0), _Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


@pytest.fixture
def unused() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_the_first_wanted_status_ends_it(port: int) -> None:
    assert fetch(["127.0.0.1"], port, "/up", OK, 5) == (200, "")


def test_another_status_is_what_is_left_when_the_time_is_over(port: int, unused: int) -> None:
    assert fetch(["127.0.0.1"], port, "/down", OK, 0) == (503, "")
    assert fetch(["127.0.0.1"], unused, "/up", OK, 0.15) == (0, "Connection refused")


def test_an_answer_that_is_not_http_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(1000)
                connection.sendall(b"220 mail.example ready\r\n")

        thread = threading.Thread(target=answer)
        thread.start()
        assert ask("127.0.0.1", listener.getsockname()[1], "/") == (
            0,
            "the answer is not HTTP (BadStatusLine)",
        )
        thread.join()


def test_as_a_program_it_prints_one_line_of_json(
    port: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["fetch", str(port), "/up", "200", "201", "1", "127.0.0.1"])
    runpy.run_path(module.__file__, run_name="__main__")
    assert json.loads(capsys.readouterr().out) == [200, ""]
