"""getfile-gui: the getfile window made of a form.

Teaches: reuse. A form of four fields, a function that takes long, in a thread of its own: what is left to
write is what Download does with the fields.

Choose it to fetch files from a getfile server by hand. It stays open for the next download.

Limits: one download at a time; the window closes on Escape, but a download that goes on is only cancelled
by it, and no half file stays under the name that the whole one would have.
"""

from __future__ import annotations

import sys

from services.windows import toolkit
from services.windows.downloading import HINTS, Download, WindowSettings, read_settings, troubles
from services.windows.form import Form

PROGRAM = "getfile-gui"
TITLE = "getfilegui"


class GetfileForm(Form):
    """Server, port, file and local directory, and the download of what they name.

    Args:
        window: Where it is to be.
        settings: What the fields begin with, and how patient to be.
    """

    def __init__(self, window: toolkit.Window, settings: WindowSettings) -> None:
        values = settings.values()
        super().__init__(window, tuple(values), values=values, hints=HINTS, submit="Download", works=True)
        self.settings = settings

    def on_submit(self) -> None:
        """Download what the fields name, if nothing is wrong with them."""
        values = self.content
        if self.window.accept(troubles(values)):
            self.window.begin(Download(values, self.settings, self.window.journal))


def main(arguments: list[str] | None = None) -> int:
    """Run the program and return its exit status."""
    settings = read_settings(PROGRAM, __doc__, arguments)
    return toolkit.run(PROGRAM, TITLE, lambda window: GetfileForm(window, settings))


if __name__ == "__main__":
    sys.exit(main())
