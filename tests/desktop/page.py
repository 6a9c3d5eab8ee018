"""Visits to the desktop's page: Playwright drives the browser of another host over the DevTools protocol."""

from __future__ import annotations

import re
from dataclasses import dataclass

from playwright.sync_api import Page, ViewportSize, expect, sync_playwright
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from tests.desktop.desk import Container, docker

PATIENCE_MS = 30_000
FIRST_PICTURE_MS = 3_500
"""For the first picture to arrive, and for the message over it to go."""
REFUSED = re.compile("fail|disconnect|refus|closed", re.IGNORECASE)
SIZE = ViewportSize(width=1024, height=768)

DEVTOOLS_PORT = 9222
PUBLISHED_PORT = 9223
"""Of a relay: Chromium listens on the loopback address, whatever address it is given."""

BROWSER = (
    "chromium-headless-shell",
    "--no-sandbox",  # a container without privileges cannot make another one
    "--disable-gpu",
    "--disable-dev-shm-usage",
    f"--remote-debugging-port={DEVTOOLS_PORT}",
    "--user-data-dir=/tmp/profile",
    "about:blank",
)
"""The command of the browser's host. Playwright brings no browser of its own: this is Debian's."""


@dataclass(frozen=True)
class Visit:
    """A visit to the page: did it ask for a password, did it show the desktop, and what did it look like."""

    asked: bool
    shown: bool
    picture: bytes


def visit(browser: Container, host: str, password: str) -> Visit:
    """Open the page of a desktop, and type the password if the page asks for one."""
    address = docker("port", browser.name, str(PUBLISHED_PORT)).split()[0]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.connect_over_cdp(f"http://{address}", timeout=PATIENCE_MS)
        try:
            page = chromium.new_context(viewport=SIZE).new_page()
            page.goto(f"http://{host}:6080/vnc.html?autoconnect=1&resize=off", timeout=PATIENCE_MS)
            asked = _ask(page, password)
            shown = asked and _is_shown(page)
            return Visit(asked, shown, page.screenshot())
        finally:
            chromium.close()


def _ask(page: Page, password: str) -> bool:
    """Give the password, and return whether the page asked for it."""
    field = page.locator("#noVNC_password_input")
    status = page.locator("#noVNC_status", has_text=REFUSED)
    expect(field.or_(status).filter(visible=True).first).to_be_visible(timeout=PATIENCE_MS)
    if not field.is_visible():
        return False
    field.fill(password)
    field.press("Enter")
    return True


def _is_shown(page: Page) -> bool:
    connected = page.locator("html.noVNC_connected")
    status = page.locator("#noVNC_status", has_text=REFUSED)
    try:
        connected.or_(status).first.wait_for(state="attached", timeout=PATIENCE_MS)
    except PlaywrightTimeoutError:
        return False
    page.wait_for_timeout(FIRST_PICTURE_MS)
    return connected.count() == 1
