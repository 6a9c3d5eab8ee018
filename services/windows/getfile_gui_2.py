"""getfile-gui-2: a window that calls the getfile function.

Teaches: a form laid out on a grid, whose columns line up by themselves and grow with the window; and a
long-running function, called in a thread of its own. The thread reports its progress, which the window
shows, and can be cancelled.

Choose it when the work is a function of the same language: no command line is composed, no output parsed.

Limits: one download at a time, into the current directory. The form is built by hand again; the program form
makes it reusable.
"""

from __future__ import annotations

import sys

from services.windows import toolkit
from services.windows.downloading import (
    FILE,
    HINTS,
    PORT,
    SERVER,
    Download,
    WindowSettings,
    read_settings,
    troubles,
)

PROGRAM = "getfile-gui-2"
TITLE = "getfilegui-2"


def fill(window: toolkit.Window, settings: WindowSettings) -> None:
    """Lay the fields out on a grid, and have the button call the function."""
    grid = window.add_frame()
    grid.columnconfigure(1, weight=1)
    for row, name in enumerate((SERVER, PORT, FILE)):
        field = window.add_field(grid, name, value=settings.values()[name], hint=HINTS[name])
        field.label.grid(row=row, column=0, sticky="w", padx=(0, 10))
        field.entry.grid(row=row, column=1, sticky="ew", pady=3)
        field.note.grid(row=row, column=2, sticky="w", padx=(10, 0))

    def submit() -> None:
        values = window.values()
        if window.accept(troubles(values)):
            window.begin(Download(values, settings, window.journal))

    window.add_foot("Download", submit)


def main(arguments: list[str] | None = None) -> int:
    """Run the program and return its exit status."""
    settings = read_settings(PROGRAM, __doc__, arguments)
    return toolkit.run(PROGRAM, TITLE, lambda window: fill(window, settings))


if __name__ == "__main__":
    sys.exit(main())
