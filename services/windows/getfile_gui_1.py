"""getfile-gui-1: a window that runs the getfile command line.

Teaches: a form of packed frames, one for each row, and a command that runs in the background. Twenty times a
second the window reads what the command has printed and whether it has ended; in between it responds to the
user.

Choose it to put a window before a program that is a command line already, in whatever language.

Limits: the window depends on what the command prints for users: when the wording changes, the progress bar
stops working. Where the work is a function, call it: getfile-gui-2.

Source: the library reference, subprocess, "Popen.wait": a pipe that is not read fills up and blocks the
command; a file does not. pread(2): it does not move the offset at which the command writes.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator

from services.lab.journal import VARIABLE
from services.windows import toolkit
from services.windows.downloading import (
    FILE,
    HINTS,
    PORT,
    SERVER,
    Ended,
    Progress,
    WindowSettings,
    read_settings,
    troubles,
)

PROGRAM = "getfile-gui-1"
TITLE = "getfilegui-1"
TAIL_BYTES = 4096
PERCENT = re.compile(r" *(\d+)%")


class Command:
    """The getfile command line at work.

    Args:
        values: The fields, all valid.
        settings: How patient it is to be.
    """

    def __init__(self, values: dict[str, str], settings: WindowSettings) -> None:
        self.output = tempfile.TemporaryFile()  # noqa: SIM115 - open for as long as the command runs
        command = [sys.executable, "-m", "services.files.getfile", "-mode", "client", "-progress", "always"]
        command += [f"--file={values[FILE]}", f"--port={values[PORT]}", f"--host={values[SERVER]}"]
        command += [f"--timeout={settings.timeout}", f"--reply-timeout={settings.reply_timeout}"]
        environment = dict(os.environ)
        if environment.get(VARIABLE) == "stderr":
            del environment[VARIABLE]  # what the command prints there is read here
        self.process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=self.output, stderr=self.output, env=environment
        )
        self.cancelled = False

    def news(self) -> Iterator[Progress | Ended]:
        """Yield what the command says of its progress, and its end once it has come."""
        status = self.process.poll()
        last = self.last_line()
        if status is None:
            if percent := PERCENT.match(last):
                yield Progress(int(percent[1]) / 100, last.strip())
            return
        self.output.close()
        if status == 0:
            yield Ended(well=True, text=f"Download complete: {last}")
        elif self.cancelled:
            yield Ended(well=False, text="cancelled")
        else:
            yield Ended(well=False, text=last or f"the command ended with status {status}")

    def last_line(self) -> str:
        """Return the last whole line that the command has printed, without its name."""
        descriptor = self.output.fileno()
        tail = os.pread(descriptor, TAIL_BYTES, max(os.fstat(descriptor).st_size - TAIL_BYTES, 0))
        lines = tail.decode(errors="replace").split("\n")[:-1]
        return lines[-1].removeprefix("getfile: ").removeprefix("error: ") if lines else ""

    def cancel(self) -> None:
        """Ask the command to end: it clears up and goes."""
        self.cancelled = True
        self.process.terminate()


def fill(window: toolkit.Window, settings: WindowSettings) -> None:
    """Pack a frame for each row, and have the button run the command."""
    for name in (SERVER, PORT, FILE):
        row = window.add_frame()
        field = window.add_field(row, name, value=settings.values()[name], hint=HINTS[name])
        field.label.configure(width=8)
        field.label.pack(side="left")
        field.note.pack(side="right", padx=(10, 0))
        field.entry.pack(side="left", fill="x", expand=True, pady=3)

    def submit() -> None:
        values = window.values()
        if window.accept(troubles(values)):
            window.begin(Command(values, settings))

    window.add_foot("Download", submit)


def main(arguments: list[str] | None = None) -> int:
    """Run the program and return its exit status."""
    settings = read_settings(PROGRAM, __doc__, arguments)
    return toolkit.run(PROGRAM, TITLE, lambda window: fill(window, settings))


if __name__ == "__main__":
    sys.exit(main())
