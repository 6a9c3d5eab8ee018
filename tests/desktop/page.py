"""Visits to the desktop's page, by the browser of another host."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from pathlib import Path

from tests.desktop.desk import Container

BROWSE = (Path(__file__).parent / "browse.py").read_text()


@dataclass(frozen=True)
class Visit:
    """What came of a visit: was a password asked for, was the desktop shown, and how it looked."""

    asked: bool
    shown: bool
    said: str
    picture: bytes


def visit(browser: Container, host: str, password: str) -> Visit:
    """Open the page of a workstation, and give the password where it asks for one."""
    page = f"http://{host}:6080/vnc.html?autoconnect=1&resize=off"
    done = browser.attempt("python3", "-c", BROWSE, page, text=f"{password}\n")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    return Visit(told["asked"], told["shown"], told["said"], base64.b64decode(told["picture"]))
