"""A desktop, a file server and a slow way to it, in containers of their own; and hands and eyes for it.

The hands are xdotool's: real key presses and clicks at the window that has the focus. The eyes are two: what
a window notes in its journal of what it shows, and the pixels on the screen.
"""

from __future__ import annotations

import json
import re
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PIL import Image

HERE = Path(__file__).parent
INSIDE = (HERE / "inside.py").read_text()
RELAY = (HERE / "relay.py").read_text()
PATIENCE_S = 20.0

HARDENED = (
    "--read-only",
    "--cap-drop=ALL",
    "--security-opt=no-new-privileges",
    "--tmpfs=/tmp:size=64m,mode=1777",
)
HOME = "--tmpfs=/home/lab:size=512m,uid=10001,gid=10001,mode=0755"
FILES = "--tmpfs=/srv/files:size=400m,uid=10001,gid=10001,mode=0755"

MAKE_FILE = """
import os, sys
os.makedirs(os.path.dirname(sys.argv[1]), exist_ok=True)
with open(sys.argv[1], "wb") as file:
    for _ in range(int(sys.argv[2])):
        file.write(os.urandom(1_000_000))
"""
DIGEST = "import hashlib, sys; print(hashlib.file_digest(open(sys.argv[1], 'rb'), 'sha256').hexdigest())"


def docker(*arguments: str, text: str = "", check: bool = True) -> str:
    """Run a docker command and return what it prints."""
    done = subprocess.run(["docker", *arguments], input=text, capture_output=True, text=True, check=False)
    assert not check or done.returncode == 0, (
        f"docker {' '.join(arguments[:6])}: {done.stderr or done.stdout}"
    )
    return done.stdout.strip()


def until(question: Callable[[], Any], what: str, *, timeout_s: float = PATIENCE_S) -> Any:
    """Ask until the answer is one, and return it."""
    deadline = time.monotonic() + timeout_s
    while not (answer := question()):
        assert time.monotonic() < deadline, f"never happened: {what}"
        time.sleep(0.02)
    return answer


@dataclass
class Container:
    """A container that a test has started."""

    name: str

    def run(self, *command: str, text: str = "", check: bool = True) -> str:
        return docker("exec", "-i", self.name, *command, text=text, check=check)

    def attempt(self, *command: str, text: str = "") -> subprocess.CompletedProcess[str]:
        """Run a command that may fail."""
        words = ["docker", "exec", "-i", self.name, *command]
        return subprocess.run(words, input=text, capture_output=True, text=True, check=False)

    def log(self) -> str:
        done = subprocess.run(["docker", "logs", self.name], capture_output=True, text=True, check=False)
        return done.stdout + done.stderr

    def signal(self, pid: str, number: int) -> None:
        self.run("sh", "-c", f"kill -{number} {pid}")

    def state(self) -> dict[str, Any]:
        return dict(json.loads(docker("inspect", "--format", "{{json .State}}", self.name)))

    def digest(self, path: str) -> str:
        return self.run("python3", "-c", DIGEST, path)


class Server(Container):
    """A getfile server with files of its own."""

    alias = "server"

    def make_file(self, name: str, megabytes: int) -> None:
        self.run("python3", "-c", MAKE_FILE, f"/srv/files/{name}", str(megabytes))

    def digest_of(self, name: str) -> str:
        return self.digest(f"/srv/files/{name}")


@dataclass
class Desk(Container):
    """A desktop.

    Args:
        folder: Where what the programs print is kept.
    """

    folder: Path
    hands: list[Hand] = field(default_factory=list)

    def look(self, action: str, title: str) -> bytes:
        """See ``inside.py``."""
        done = subprocess.run(self._looking(action, title), capture_output=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def picture(self, title: str = "") -> Image.Image:
        """The window of a title, or the whole screen."""
        head, _, pixels = self.look("shot", title).partition(b"\n")
        place = json.loads(head)
        return Image.frombytes("RGB", (place["width"], place["height"]), pixels, "raw", "BGRX")

    def probe(self, title: str) -> Probe:
        """See ``inside.py``; this returns when the probe is ready to begin."""
        pipe = subprocess.PIPE
        command = self._looking("probe", title)
        probe = Probe(subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True))
        assert probe.program.stdout
        assert probe.program.stdout.readline() == "ready\n"
        return probe

    def _looking(self, *arguments: str) -> list[str]:
        return ["docker", "exec", "-i", "-e", "DISPLAY=:0", self.name, "python3", "-c", INSIDE, *arguments]

    def xdotool(self, *words: str, check: bool = True) -> str:
        return docker("exec", "-e", "DISPLAY=:0", self.name, "xdotool", *words, check=check)

    def pid_of(self, module: str) -> str:
        """The number of the process that runs a module, other than this question's own."""
        question = f'for p in /proc/[0-9]*; do grep -qz "^{module}$" $p/cmdline && echo ${{p#/proc/}}; done'
        return self.run("sh", "-c", question, check=False)

    def windows(self, title: str) -> list[str]:
        return self.xdotool("search", "--onlyvisible", "--name", f"^{title}$", check=False).split()

    def open(self, module: str, title: str, *options: str, typed: str = "") -> Hand:
        """Start a program with a window and return a hand on that.

        Args:
            module: Of ``services``.
            title: The window's.
            options: The program's.
            typed: What it reads from standard input.
        """
        hand = Hand(self, title, self.folder / str(time.monotonic_ns()))
        settings = ("-e", "DISPLAY=:0", "-e", "SOCKETLAB_JOURNAL=stderr")
        command = (
            "docker",
            "exec",
            "-i",
            *settings,
            self.name,
            "python3",
            "-m",
            f"services.windows.{module}",
            *options,
        )
        hand.start([*command], typed)
        self.hands.append(hand)
        hand.wait("open")
        return hand

    def tidy(self) -> None:
        """Close every window, whatever it is doing, and empty the home folder."""
        pattern = "^(getfilegui|getfilegui-1|getfilegui-2|form)$"
        for window in self.windows(pattern):
            self.xdotool("windowkill", window, check=False)
        while self.hands:
            self.hands.pop().status()
        self.run("sh", "-c", "rm -rf /home/lab/*")


@dataclass
class Probe:
    """Something that covers and uncovers a window."""

    program: subprocess.Popen[str]

    def go(self) -> None:
        assert self.program.stdin
        self.program.stdin.write("go\n")
        self.program.stdin.flush()

    def result(self) -> list[dict[str, Any]]:
        """What it has measured until now, from the first time on."""
        out, err = self.program.communicate("end\n", timeout=60)
        assert err == ""
        return [json.loads(line) for line in out.splitlines()]


@dataclass
class Hand:
    """A hand on one window, and an eye on what its program prints, the journal included."""

    desk: Desk
    title: str
    path: Path

    def start(self, command: list[str], typed: str) -> None:
        with self.path.open("wb") as out, self.path.with_suffix(".err").open("wb") as err:
            self.program = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=out, stderr=err)
        assert self.program.stdin
        with self.program.stdin as stdin:
            stdin.write(typed.encode())

    def events(self) -> list[dict[str, Any]]:
        lines = [json.loads(line) for line in self.lines() if line.startswith('{"socketlab"')]
        return [line for line in lines if line["event"] == "window"]

    def output(self) -> list[str]:
        return [line for line in self.lines() if not line.startswith('{"socketlab"')]

    def lines(self) -> list[str]:
        """The whole lines that the program has printed so far."""
        texts = [path.read_text() for path in (self.path, self.path.with_suffix(".err"))]
        return [line for text in texts for line in text.split("\n")[:-1]]

    def wait(self, state: str, pattern: str = "", *, number: int = 1, timeout_s: float = PATIENCE_S) -> str:
        """Wait until the window has shown such a text so many times, and return the last of them."""

        def found() -> list[dict[str, Any]]:
            events = [e for e in self.events() if e["state"] == state and re.search(pattern, e["text"])]
            return events if len(events) >= number else []

        what = f"{number} x {state} {pattern!r} in {self.title}"
        try:
            return str(until(found, what, timeout_s=timeout_s)[number - 1]["text"])
        except AssertionError as error:
            raise AssertionError(f"{error}; there was {self.lines()}") from None

    def status(self) -> int:
        """The program's exit status, once it has ended."""
        return self.program.wait(PATIENCE_S)

    def press(self, *keys: str) -> None:
        self._keys([word for key in keys for word in ("key", "--clearmodifiers", key)])

    def type(self, text: str) -> None:
        self._keys(["type", "--delay", "2", text])

    def fill(self, **values: str) -> None:
        """Type into fields; each is known by the letter that takes the cursor there with Alt."""
        words: list[str] = []
        for letter, text in values.items():
            words += ["key", "--clearmodifiers", f"alt+{letter}", "key", "BackSpace"]
            words += ["type", "--delay", "2", "--args", "1", text] if text else []
        self._keys(words)

    def _keys(self, words: list[str]) -> None:
        """Press keys as a keyboard does, at whatever has the focus: see to it that this is the window."""
        name = f"^{self.title}$"
        self.desk.xdotool("search", "--onlyvisible", "--name", name, "windowraise", "windowfocus", "--sync")
        self.desk.xdotool(*words)

    def click(self, right: int, bottom: int) -> None:
        """Click so many pixels from the window's right and lower edge."""
        place = json.loads(self.desk.look("place", self.title))
        across, down = place["x"] + place["width"] - right, place["y"] + place["height"] - bottom
        self.desk.xdotool("mousemove", str(across), str(down), "click", "1")
