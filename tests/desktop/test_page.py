"""The page in a real browser: the password that was printed lets in, once, and the desktop is to be seen."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from .conftest import start
from .desk import HOME, Container, Desk, docker, until
from .png import read_png

pytestmark = [pytest.mark.docker, pytest.mark.timeout(240)]

BROWSE = (Path(__file__).parent / "browse.py").read_text()
PAGE = "http://seen:6080/vnc.html?autoconnect=1&resize=off"
ALIKE = 0.95
KEPT = os.environ.get("SOCKETLAB_PICTURES")
"""A folder where the picture of the page is kept, if one is named."""


@dataclass
class Visit:
    """What came of a visit to the page."""

    asked: bool
    shown: bool
    said: str
    picture: bytes


class Browser(Container):
    """A host with a browser."""

    def visit(self, password: str) -> Visit:
        done = self.attempt("python3", "-c", BROWSE, PAGE, text=f"{password}\n")
        assert done.returncode == 0, done.stderr
        told = json.loads(done.stdout)
        return Visit(told["asked"], told["shown"], told["said"], base64.b64decode(told["picture"]))


@pytest.fixture
def browser(network: str) -> Iterator[Browser]:
    room = ("--tmpfs=/home/lab:size=64m,uid=10001,gid=10001", "--tmpfs=/tmp:size=256m,mode=1777")
    host = Browser(start(network, "browser", *room, "socketlab/browser", "sleep", "600"))
    yield host
    docker("rm", "-f", host.name)


@pytest.fixture
def seen(network: str, tmp_path: Path) -> Iterator[Desk]:
    host = Desk(
        start(network, "seen", HOME, "-e", "SOCKETLAB_JOURNAL=stderr", "socketlab/workstation"), tmp_path
    )
    until(lambda: '"getfilegui", "state": "open"' in host.log(), "a desktop")
    yield host
    docker("rm", "-f", host.name)


def test_the_password_shows_the_desktop_once_and_a_wrong_one_never(
    browser: Browser, seen: Desk, tmp_path: Path
) -> None:
    seen.run("python3", "-m", "services.one_time_password", text="Abcd1234\n")

    wrong = browser.visit("Abcd1235")
    assert (wrong.asked, wrong.shown) == (True, False)

    right = browser.visit("Abcd1234")
    assert (right.asked, right.shown) == (True, True)
    Path(KEPT or tmp_path, "page.png").write_bytes(right.picture)
    page, screen = read_png(right.picture), read_png(seen.look("shot", ""))
    assert page.colours() > 20
    assert (page.width, page.height) == (screen.width, screen.height)
    assert page.likeness(screen) > ALIKE

    again = browser.visit("Abcd1234")
    assert not again.shown
    assert read_png(again.picture).likeness(screen) < ALIKE
