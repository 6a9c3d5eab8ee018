"""Pages that are files: put into the browser's host, opened there, and listened to."""

from __future__ import annotations

import io
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from tests.desktop.desk import Container, docker
from tests.desktop.page import PATIENCE_MS, PUBLISHED_PORT

SIZE = ViewportSize(width=1280, height=900)


@dataclass
class Shown:
    """A page that is open, and what the browser said of it."""

    page: Page
    said: list[str] = field(default_factory=list)


@contextmanager
def driven(host: Container) -> Iterator[Browser]:
    """The browser of a host, driven by Playwright."""
    address = docker("port", host.name, str(PUBLISHED_PORT)).split()[0]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.connect_over_cdp(f"http://{address}", timeout=PATIENCE_MS)
        yield chromium
        chromium.close()


def put(host: Container, name: str, content: bytes) -> None:
    """Write a file into the browser's host: it may share no folder with this one."""
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w") as tar:
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode = len(content), 0o644
        tar.addfile(entry, io.BytesIO(content))
    command = ["docker", "exec", "-i", host.name, "tar", "x", "-C", "/tmp"]
    subprocess.run(command, input=archive.getvalue(), check=True, timeout=30)


@contextmanager
def opened(browser: Browser, name: str, **settings: Any) -> Iterator[Shown]:
    """Open a file that was put into the browser's host."""
    context = browser.new_context(viewport=SIZE, **settings)
    shown = Shown(context.new_page())
    shown.page.on("console", lambda message: shown.said.append(message.text))
    shown.page.on("pageerror", lambda error: shown.said.append(str(error)))
    shown.page.goto(f"file:///tmp/{name}", timeout=PATIENCE_MS)
    try:
        yield shown
    finally:
        context.close()
