"""panel: a bar along the lower edge of the screen that opens the windows of the course.

Teaches: a window that starts other programs and does not wait for them. Each is a process of its own, so the
panel survives its errors. Processes that have ended are reaped periodically.

Choose it on a desktop that has no other way to start programs. The getfile window is opened at once.

Limits: the number of windows is limited, and it does not check whether a program is already open.
"""

from __future__ import annotations

import contextlib
import subprocess
import sys

from services.common import options
from services.windows import toolkit

with contextlib.suppress(ImportError):  # toolkit.run says it, in one line
    import tkinter as tk
    from tkinter import ttk

PROGRAM = "panel"
FIRST = "getfile"
MOST_PROGRAMS = 12
PAPER, INK = "#5b7083", "#e8ecef"
LOOK_MILLISECONDS = 250
TERMINAL = ["xterm", "-fa", "DejaVu Sans Mono", "-fs", "11"]


def choices(server: str, file: str) -> dict[str, list[str]]:
    """Return what there is to open: the command, by the name that the panel gives it.

    Args:
        server: Whom the getfile windows ask at first.
        file: For what.
    """
    python = [sys.executable, "-m"]
    asked = ["--server", server, "--file", file]
    return {
        FIRST: [*python, "services.windows.getfile_gui", *asked],
        "getfilegui-1": [*python, "services.windows.getfile_gui_1", *asked],
        "getfilegui-2": [*python, "services.windows.getfile_gui_2", *asked],
        "form": [*python, "services.windows.form"],
        "dynamic form": [*TERMINAL, "-e", *python, "services.windows.form", "--dynamic"],
        "terminal": TERMINAL,
    }


class Panel:
    """The bar, and the programs that it has started.

    Args:
        window: Where it is to be.
        commands: What it opens, by name.
    """

    def __init__(self, window: toolkit.Window, commands: dict[str, list[str]]) -> None:
        self.window = window
        self.commands = commands
        self.started: list[subprocess.Popen[bytes]] = []
        row = window.add_frame()
        for name in commands:
            button = ttk.Button(row, text=name, command=lambda name=name: self.open(name))  # type: ignore[misc]
            button.pack(side="left", padx=(0, 6))
        self.said = ttk.Label(row, style="hint.TLabel")
        self.said.pack(side="right")
        self.paper()
        self.dock()
        self.open(FIRST)
        self.look()

    def paper(self) -> None:
        """Cover the bare screen, behind everything else."""
        paper = tk.Toplevel(self.window.root, background=PAPER)
        paper.overrideredirect(boolean=True)
        paper.geometry(f"{paper.winfo_screenwidth()}x{paper.winfo_screenheight()}+0+0")
        hint = "The buttons below open the windows of the course."
        tk.Label(paper, text=hint, background=PAPER, foreground=INK).pack(side="bottom", pady=70)
        paper.lower()

    def dock(self) -> None:
        """Lie along the lower edge, where no window manager frames or moves it."""
        root = self.window.root
        self.window.body.configure(padding=(8, 6))
        root.overrideredirect(boolean=True)
        root.update_idletasks()
        height, width = root.winfo_reqheight(), root.winfo_screenwidth()
        root.geometry(f"{width}x{height}+0+{root.winfo_screenheight() - height}")

    def open(self, name: str) -> None:
        """Start a program, if there is room for one more."""
        self.look_after()
        if len(self.started) >= MOST_PROGRAMS:
            self.say(f"{MOST_PROGRAMS} windows are enough: close one")
            return
        try:
            self.started.append(subprocess.Popen(self.commands[name], stdin=subprocess.DEVNULL))
        except OSError as error:
            self.say(f"cannot open {name}: {error.strerror}")
            return
        self.say("")
        self.window.note("opened", name)

    def say(self, text: str) -> None:
        """Show a message at the right end, or the name of the desktop."""
        self.said.configure(text=text or "socketlab desktop")

    def look(self) -> None:
        """Reap finished children, now and periodically."""
        self.look_after()
        self.window.root.after(LOOK_MILLISECONDS, self.look)

    def look_after(self) -> None:
        """Forget the programs that have ended."""
        self.started = [process for process in self.started if process.poll() is None]


def main(arguments: list[str] | None = None) -> int:
    """Run the program and return its exit status."""
    parser = options.program_parser(PROGRAM, __doc__, "--server localhost", folder="windows")
    parser.add_argument("--server", default="localhost", help="what the windows first ask (localhost)")
    parser.add_argument("--file", default="spam.txt", help="what they first ask for (spam.txt)")
    asked = parser.parse_args(arguments)
    commands = choices(asked.server, asked.file)
    return toolkit.run(PROGRAM, PROGRAM, lambda window: Panel(window, commands))


if __name__ == "__main__":
    sys.exit(main())
