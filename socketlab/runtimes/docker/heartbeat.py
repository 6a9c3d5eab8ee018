"""Noticing that an engine has gone: a stream of its events, which ends with the engine.

An engine that is shut down ends the containers of a run as well, and a restarted one reports their ends as if
nothing had happened. But it closes its connections first. So a stream that breaks off, and an engine that
does not answer then, come before anything that could look like a failure of the programs.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from typing import Any

from socketlab import labels
from socketlab.errors import LabError
from socketlab.runtimes.docker.engine import translated

_AGAIN_S = 0.5
"""Before a stream that something between ended is opened again."""


class Heartbeat:
    """Follows an engine's events for as long as a run lasts.

    Args:
        api: The engine's client.
        run: The run; only its own events are asked for.
        on_lost: Called once with the reason, from a thread of its own, when the engine has gone.
    """

    def __init__(self, api: Any, run: str, on_lost: Callable[[str], None]) -> None:
        self._api = api
        self._run = run
        self._on_lost = on_lost
        self._closed = threading.Event()
        self._stream: Any = None
        threading.Thread(target=self._follow, name="heartbeat", daemon=True).start()

    def close(self) -> None:
        """Stop following; nothing is called any more."""
        self._closed.set()
        with contextlib.suppress(Exception):
            self._stream.close()

    def _follow(self) -> None:
        while not self._closed.is_set():
            with contextlib.suppress(Exception):  # however it ends
                self._stream = self._api.events(filters={"label": f"{labels.RUN}={self._run}"})
                for _ in self._stream:
                    pass
            if self._closed.is_set():
                return
            try:
                with translated("reach the Docker engine"):
                    self._api.ping()
            except LabError as error:
                if not self._closed.is_set():
                    self._on_lost(str(error))
                return
            self._closed.wait(_AGAIN_S)
