"""What the tests of the services share: a way to start them that also ends them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.services.processes import Running, Start, starter


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    with starter(tmp_path) as function:
        yield function


@pytest.fixture
def server(start: Start) -> Running:
    return start("files.getfile", "-mode", "server")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return the client's working directory, which is not the server's."""
    home = tmp_path / "home"
    home.mkdir()
    return home
