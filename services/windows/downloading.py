"""A download behind a window: the user's input, validated; a thread that downloads; reports of its progress.

The thread that fetches must not touch the window, and the window must not wait for the thread. So the thread
puts its reports into a queue, and the window's event loop reads the queue regularly.
"""

from __future__ import annotations

import argparse
import os
import queue
import threading
from collections.abc import Iterator
from typing import NamedTuple, Protocol

from services.clients import calling
from services.common import options
from services.files import fetching, getfile, meter
from services.lab.journal import Journal, clock

SERVER, PORT, FILE, DIRECTORY = "Server", "Port", "File", "Local directory"
HINTS = {
    SERVER: "a name or an address",
    PORT: "1 to 65535",
    FILE: "as the server knows it",
    DIRECTORY: "this one if empty",
}


class Progress(NamedTuple):
    """The progress of some work: the part that is done, from 0 to 1, if that is known; and in words."""

    share: float | None
    text: str


class Ended(NamedTuple):
    """Some work has ended, successfully or not, with a message."""

    well: bool
    text: str


class Work(Protocol):
    """Something that goes on while a window lives."""

    def news(self) -> Iterator[Progress | Ended]:
        """Yield at once what has happened since the last question; the last news ever is `Ended`."""

    def cancel(self) -> None:
        """Have it end soon."""


class WindowSettings(argparse.Namespace):
    """The options of a window that downloads: what its fields begin with, and how patient it is."""

    server: str
    port: str
    file: str
    directory: str
    timeout: float
    reply_timeout: float

    def values(self) -> dict[str, str]:
        """Return what each field begins with."""
        return {SERVER: self.server, PORT: self.port, FILE: self.file, DIRECTORY: self.directory}


def read_settings(program: str, about: str | None, arguments: list[str] | None) -> WindowSettings:
    """Read the options, or exit with status 2 and a line that says what is wrong with them."""
    parser = options.program_parser(program, about, "--server localhost --file spam.txt", folder="windows")
    begins = (("server", "NAME", "localhost"), ("port", "N", str(getfile.PORT)), ("file", "PATH", ""))
    for name, metavar, default in (*begins, ("directory", "PATH", "")):
        meaning = f"what the field begins with (default: {default or 'nothing'})"
        parser.add_argument(f"--{name}", metavar=metavar, default=default, help=meaning)
    options.waiting_options(parser)
    return parser.parse_args(arguments, namespace=WindowSettings())


def troubles(values: dict[str, str]) -> dict[str, str]:
    """Return what is wrong with each field; empty for a valid one."""
    checks = {SERVER: server_trouble, PORT: port_trouble, FILE: file_trouble, DIRECTORY: directory_trouble}
    return {name: checks[name](value) for name, value in values.items()}


def server_trouble(text: str) -> str:
    """Return what is wrong with the name of a server."""
    if not text:
        return "which server?"
    return "" if text.isprintable() and " " not in text else "this cannot be a name"


def port_trouble(text: str) -> str:
    """Return what is wrong with a port."""
    try:
        options.number(1, 65535)(text)
    except argparse.ArgumentTypeError:
        return "no number from 1 to 65535"
    return ""


def file_trouble(text: str) -> str:
    """Return what is wrong with the path of a file to fetch."""
    if not text:
        return "which file?"
    named = not {"\n", "\0"} & set(text) and fetching.last_component(text) not in {"", ".", ".."}
    return "" if named else "this names no file"


def directory_trouble(text: str) -> str:
    """Return what is wrong with a directory to write to."""
    if not os.path.isdir(text or "."):  # noqa: PTH112 - a NUL in the path is no directory either, and no error
        return "there is no such directory"
    return "" if os.access(text or ".", os.W_OK | os.X_OK) else "nothing may be written there"


class Download:
    """A transfer in a thread of its own, which begins at once.

    Args:
        values: The fields, all valid.
        settings: How patient to be.
        journal: Where the transfer is noted.
    """

    def __init__(self, values: dict[str, str], settings: WindowSettings, journal: Journal) -> None:
        self.queue: queue.SimpleQueue[Progress | Ended] = queue.SimpleQueue()
        self.transfer = fetching.Transfer(
            calling.Destination(values[SERVER], int(values[PORT]), settings.timeout),
            values[FILE],
            directory=values.get(DIRECTORY, ""),
            reply_timeout=settings.reply_timeout,
            journal=journal,
            on_progress=self.tell,
        )
        self.began = clock()
        threading.Thread(target=self.run, name="download", daemon=True).start()

    def tell(self, received: int, size: int | None) -> None:
        """Report the progress; called by the thread."""
        text = meter.describe(received, size, received, clock() - self.began).strip()
        self.queue.put(Progress(None if size is None else received / max(size, 1), text))

    def run(self) -> None:
        """Fetch, and report the end in every case; called by the thread."""
        ended = Ended(well=False, text="the download broke down: see standard error")
        try:
            fetched = self.transfer.run()
            name = fetching.last_component(fetched.path)
            checked = "verified" if fetched.verified else "not verified: the server is an old one"
            ended = Ended(
                well=True, text=f"Download complete: {name}, {meter.amount(fetched.size)}, {checked}"
            )
        except calling.ClientError as error:
            ended = Ended(well=False, text=str(error))
        finally:
            self.queue.put(ended)

    def news(self) -> Iterator[Progress | Ended]:
        """Yield at once what has happened since the last question; the last news ever is `Ended`."""
        for _ in range(self.queue.qsize()):
            yield self.queue.get()

    def cancel(self) -> None:
        """Have it end soon: no half file stays."""
        self.transfer.cancel()
