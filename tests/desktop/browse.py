"""Opens a page in Chromium, types a password where it asks for one, and tells what came of it.

It is given to the interpreter of a browser's container as it is, with the page's address and the password. It
steers the browser through the pipe that the browser opens for that, as a person would: keys into the field
that has the focus. What it prints is JSON: whether the page shows the desktop, what it says, its picture.

Source: Chromium, content/browser/devtools/devtools_pipe_handler.cc (messages end with a zero byte; it reads
from descriptor 3 and writes to 4); the Chrome DevTools Protocol, Page, Input and Runtime.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from typing import Any

PATIENCE_S = 30.0
WIDTH, HEIGHT = 1024, 768
SHOWN = "document.documentElement.classList.contains('noVNC_connected')"
ASKED = "document.activeElement?.id === 'noVNC_password_input'"
SAID = "document.getElementById('noVNC_status')?.textContent ?? ''"
ARGUMENTS = [
    "chromium-headless-shell",
    "--no-sandbox",  # a container without privileges cannot make another one
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--remote-debugging-pipe",
    f"--window-size={WIDTH},{HEIGHT}",
    "--user-data-dir=/tmp/profile",
    "about:blank",
]


class Browser:
    """A browser, and the pipe through which it is steered."""

    def __init__(self) -> None:
        from_here, self.to_browser = os.pipe()
        self.from_browser, to_here = os.pipe()
        wiring = f'exec 3<&{from_here} 4>&{to_here}; exec "$@"'
        self.process = subprocess.Popen(
            ["bash", "-c", wiring, "bash", *ARGUMENTS],
            pass_fds=(from_here, to_here),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.pending, self.number, self.session = b"", 0, ""
        self.session = self.attach()

    def attach(self) -> str:
        pages = self.ask("Target.getTargets")["targetInfos"]
        page = next(page["targetId"] for page in pages if page["type"] == "page")
        return str(self.ask("Target.attachToTarget", targetId=page, flatten=True)["sessionId"])

    def ask(self, method: str, **settings: Any) -> dict[str, Any]:
        """Send a command and return the answer, whatever events come before it."""
        self.number += 1
        message = {"id": self.number, "method": method, "params": settings}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.to_browser, json.dumps(message).encode() + b"\0")
        while True:
            answer = json.loads(self.read())
            if answer.get("id") == self.number:
                if "error" in answer:
                    sys.exit(f"{method}: {answer['error']['message']}")
                return dict(answer["result"])

    def read(self) -> bytes:
        while b"\0" not in self.pending:
            block = os.read(self.from_browser, 1 << 20)
            if not block:
                sys.exit("the browser has ended")
            self.pending += block
        message, _, self.pending = self.pending.partition(b"\0")
        return message

    def value(self, expression: str) -> Any:
        return self.ask("Runtime.evaluate", expression=expression)["result"].get("value")

    def until(self, *expressions: str) -> None:
        """Wait until one of these is so; what is never so is seen in the answer."""
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline and not any(self.value(expression) for expression in expressions):
            time.sleep(0.1)


def main() -> None:
    address, password = sys.argv[1], sys.stdin.readline().rstrip("\n")
    browser = Browser()
    size = {"width": WIDTH, "height": HEIGHT, "deviceScaleFactor": 1, "mobile": False}
    browser.ask("Emulation.setDeviceMetricsOverride", **size)
    browser.ask("Page.enable")
    browser.ask("Page.navigate", url=address)
    browser.until(ASKED, f"/fail|disconnect/i.test({SAID})")
    asked = bool(browser.value(ASKED))
    if asked:
        browser.ask("Input.insertText", text=password)
        key = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13, "text": "\r"}
        browser.ask("Input.dispatchKeyEvent", type="keyDown", **key)
        browser.ask("Input.dispatchKeyEvent", type="keyUp", **key)
        browser.until(SHOWN, f"/fail|refus|closed/i.test({SAID})")
        time.sleep(3.5)  # for the first picture, and for what the page lays over it to go
    told = {"asked": asked, "shown": bool(browser.value(SHOWN)), "said": browser.value(SAID)}
    picture = browser.ask("Page.captureScreenshot", format="png")["data"]
    print(json.dumps({**told, "picture": picture}), flush=True)
    browser.process.kill()


main()
