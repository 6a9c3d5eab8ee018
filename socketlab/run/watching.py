"""The player's side of the watcher: starts it, and says goodbye when nothing is left to remove."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from pathlib import Path
from typing import Self

from socketlab.events import Cleaned, Event
from socketlab.run import watcher
from socketlab.runtimes import RUNTIMES

_ENDS_S = 2.0
"""For the watcher's own end after a goodbye: one or two milliseconds on an idle machine."""


class Watching:
    """A watcher beside the player, as a context around a run.

    It has a session of its own, so that what ends the player with its terminal or process group does not end
    it. The pipe to it is open nowhere else, so that it closes with the player, whatever happened to that.

    Args:
        run: The run's id.
        runtime: Its runtime's name. One that cannot be made by its name, in another process, is not watched.
        keep: Whether what the run made is to stay: then there is nothing to watch either.
    """

    def __init__(self, run: str, runtime: str, *, keep: bool) -> None:
        self._order = None if keep or runtime not in RUNTIMES else watcher.write_order(run, runtime, _path())
        self._nothing_left = False
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        """Start it. A machine that has no process left for it plays the run all the same."""
        if self._order is not None:
            with contextlib.suppress(OSError):
                self.process = subprocess.Popen(
                    [sys.executable, "-I", "-S", watcher.__file__],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    start_new_session=True,
                )
                self._send(self._order)
        return self

    def __exit__(self, *_: object) -> None:
        """Close the pipe: after a goodbye if nothing is left, otherwise it removes the rest."""
        if self.process is None or self.process.stdin is None:
            return
        if self._nothing_left:
            self._send(watcher.GOODBYE)
        with contextlib.suppress(OSError):
            self.process.stdin.close()
        if self._nothing_left:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(_ENDS_S)

    def see(self, event: Event) -> None:
        """Learn from an event whether anything is left."""
        if isinstance(event, Cleaned):
            self._nothing_left = not event.left

    def _send(self, content: bytes) -> None:
        if self.process is not None and self.process.stdin is not None:
            with contextlib.suppress(OSError):
                self.process.stdin.write(content)
                self.process.stdin.flush()


def _path() -> list[str]:
    """Where this process imports from; none of it relative."""
    return [str(Path(entry).absolute()) for entry in sys.path]
