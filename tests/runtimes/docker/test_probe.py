"""The little program that tries a connection, here against sockets of this machine."""

from __future__ import annotations

import json
import runpy
import socket
import sys
from collections.abc import Iterator

import pytest

from socketlab.runtimes.docker import probe as module
from socketlab.runtimes.docker.probe import probe


@pytest.fixture
def port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


def test_a_listening_port_accepts(port: int) -> None:
    seen = probe("127.0.0.1", port, 1.0)
    assert seen["outcome"] == "connected"
    assert 0 <= float(str(seen["took_s"])) < 1


def test_a_port_that_nothing_listens_on_refuses() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        assert probe("127.0.0.1", unused.getsockname()[1], 1.0)["outcome"] == "refused"


def test_a_full_backlog_times_out() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        with socket.create_connection(listener.getsockname()):
            assert probe("127.0.0.1", listener.getsockname()[1], 0.2)["outcome"] == "timed out"


def test_an_address_that_leads_nowhere_is_unreachable() -> None:
    assert probe("255.255.255.255", 9, 1.0)["outcome"] == "unreachable"


def test_as_a_program_it_prints_one_line_of_json(
    port: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["probe", "127.0.0.1", str(port), "1"])
    runpy.run_path(str(module.__file__), run_name="__main__")
    assert json.loads(capsys.readouterr().out)["outcome"] == "connected"
