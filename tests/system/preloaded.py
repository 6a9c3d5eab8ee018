"""``python -m tests.system.preloaded``: commands in processes of their own that need not load the program.

Loading takes a command half a second of a processor, and the tests play hundreds of runs. So a process that
has loaded everything forks for each command: the fork gets the arguments, folder, environment and descriptors
that a shell would give it, and calls the same ``main``. Tests that end a command, or that draw on a terminal,
start it as a user does.
"""

from __future__ import annotations

import functools
import gc
import importlib
import json
import os
import pkgutil
import select
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

ROOT = Path(__file__).resolve().parents[2]


class Preloaded:
    """Runs commands one after the other in forks of a process that has loaded the program."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,  # an answer that was read ahead would be waited for in vain
        )

    def run(
        self, arguments: tuple[str, ...], *, folder: Path, environment: Mapping[str, str], timeout_s: float
    ) -> tuple[int, str, str]:
        """Run a command to its end; its exit status, and what it wrote on both streams.

        Raises:
            subprocess.TimeoutExpired: when it had not ended in time; it is killed.
        """
        with self._lock, tempfile.TemporaryDirectory() as written:
            out, err = Path(written, "out"), Path(written, "err")
            order = {
                "arguments": arguments,
                "folder": str(folder),
                "environment": dict(environment),
                "streams": [str(out), str(err)],
            }
            self._tell(order)
            pid = int(self._answer(timeout_s, arguments))
            try:
                status = int(self._answer(timeout_s, arguments))
            except subprocess.TimeoutExpired:
                os.kill(pid, signal.SIGKILL)
                self._answer(timeout_s, arguments)
                raise
            return status, out.read_text(encoding="utf-8"), err.read_text(encoding="utf-8")

    def _tell(self, order: dict[str, Any]) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order).encode() + b"\n")

    def _answer(self, timeout_s: float, arguments: tuple[str, ...]) -> str:
        assert self._process.stdout is not None
        if not select.select([self._process.stdout], [], [], timeout_s)[0]:
            raise subprocess.TimeoutExpired(arguments, timeout_s)
        return self._process.stdout.readline().decode()


@functools.cache
def preloaded() -> Preloaded:
    """This process's own; it ends when this process does, as its standard input is closed then."""
    return Preloaded()


def serve() -> None:
    """Load the program, then fork for each order on standard input."""
    _load()
    for line in sys.stdin:
        order = json.loads(line)
        pid = os.fork()
        if pid == 0:
            _become(order)
        print(pid, flush=True)
        _, status = os.waitpid(pid, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def _load() -> None:
    import socketlab

    for module in pkgutil.walk_packages(socketlab.__path__, "socketlab."):
        if not module.name.startswith("socketlab.starter.example") and "__main__" not in module.name:
            importlib.import_module(module.name)
    gc.freeze()


def _become(order: dict[str, Any]) -> NoReturn:
    """Go on as the command."""
    try:
        os.chdir(order["folder"])
        os.environ.clear()
        os.environ.update(order["environment"])
        for descriptor, file in enumerate([os.devnull, *order["streams"]]):
            flags = os.O_RDONLY if descriptor == 0 else os.O_WRONLY | os.O_CREAT | os.O_APPEND
            os.dup2(os.open(file, flags, 0o600), descriptor)
        sys.argv = [str(ROOT / "scenarios" / "__main__.py"), *order["arguments"]]
        from socketlab.__main__ import main

        main()
    finally:
        os._exit(70)


if __name__ == "__main__":
    serve()
