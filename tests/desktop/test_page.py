"""The page in a real browser: the password that was printed lets in, once, and the desktop is to be seen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desktop.desk import Container, Desk
from tests.desktop.hosts import a_browser, a_desk
from tests.desktop.page import visit
from tests.desktop.png import read_png

pytestmark = [pytest.mark.docker, pytest.mark.timeout(240)]

ALIKE = 0.95


@pytest.fixture
def browser(network: str) -> Iterator[Container]:
    with a_browser(network, "browser") as host:
        yield host


@pytest.fixture
def seen(network: str, tmp_path: Path) -> Iterator[Desk]:
    with a_desk(network, "seen", tmp_path) as host:
        yield host


def test_the_password_shows_the_desktop_once_and_a_wrong_one_never(
    browser: Container, seen: Desk, tmp_path: Path
) -> None:
    seen.run("python3", "-m", "services.windows.one_time_password", text="Abcd1234\n")

    wrong = visit(browser, "seen", "Abcd1235")
    assert (wrong.asked, wrong.shown) == (True, False)

    right = visit(browser, "seen", "Abcd1234")
    assert (right.asked, right.shown) == (True, True)
    (tmp_path / "page.png").write_bytes(right.picture)
    page, screen = read_png(right.picture), read_png(seen.look("shot", ""))
    assert page.colours() > 20
    assert (page.width, page.height) == (screen.width, screen.height)
    assert page.likeness(screen) > ALIKE

    again = visit(browser, "seen", "Abcd1234")
    assert not again.shown
    assert read_png(again.picture).likeness(screen) < ALIKE
