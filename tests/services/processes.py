"""Programs of the course as real processes: started, watched and ended by a test."""

import contextlib
import itertools
import json
import os
import resource
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
Play = Callable[[socket.socket], None]
"""What a server of a test does with its one client."""

PATIENCE_S = 20.0


def environment(**changes: str) -> dict[str, str]:
    """Return this process's environment without the project's variables, and with some changes."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("SOCKETLAB_")}
    return own | {"PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"} | changes


def wait_until(condition: Callable[[], object], what: str) -> None:
    """Wait until something is so, and fail with its name where it never is."""
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline, f"never happened: {what}"
        time.sleep(0.005)


class Running:
    """A server process, its output line by line, its journal."""

    def __init__(
        self, command: list[str], folder: Path, environment: dict[str, str], open_files: int
    ) -> None:
        self.journal_path = folder / f"journal-{time.monotonic_ns()}.jsonl"
        self.stdout_path = folder / f"stdout-{time.monotonic_ns()}.txt"
        self.stderr_path = folder / f"stderr-{time.monotonic_ns()}.txt"
        limit = ["sh", "-c", f'ulimit -n {open_files}; exec "$@"', "sh"] if open_files else []
        self.lines_read = 0
        with self.stdout_path.open("wb") as stdout, self.stderr_path.open("wb") as stderr:
            self.process = subprocess.Popen(
                [*limit, *command],
                cwd=folder,
                env=environment | {"SOCKETLAB_JOURNAL": str(self.journal_path)},
                stdout=stdout,
                stderr=stderr,
            )
        self.ports: list[int] = []

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def port(self) -> int:
        return self.ports[0]

    @property
    def stderr(self) -> str:
        return self.stderr_path.read_text()

    def lines(self) -> list[str]:
        """Return the whole lines of standard output so far: what has not been flushed is not there."""
        return self.stdout_path.read_bytes().decode().split("\n")[:-1]

    def line(self) -> str:
        """Wait for the next line of standard output."""
        what = "another line of output"
        wait_until(lambda: len(self.lines()) > self.lines_read or self.process.poll() is not None, what)
        self.lines_read += 1
        assert len(self.lines()) >= self.lines_read, f"ended; stderr: {self.stderr}"
        return self.lines()[self.lines_read - 1]

    def connect(self, port: int | None = None) -> socket.socket:
        return socket.create_connection(("127.0.0.1", port or self.port), timeout=PATIENCE_S)

    def events(self, name: str = "") -> list[dict[str, Any]]:
        if not self.journal_path.exists():
            return []
        lines = [json.loads(line) for line in self.journal_path.read_text().split("\n")[:-1]]
        return [line for line in lines if not name or line["event"] == name]

    def wait_for_event(self, name: str, count: int = 1) -> None:
        wait_until(lambda: len(self.events(name)) >= count, f"{count} x {name}; stderr: {self.stderr}")

    def children(self) -> dict[int, str]:
        """Return the state of each child process by its number; Z is a zombie."""
        states = {}
        for entry in Path("/proc").iterdir():
            if entry.name.isdecimal():
                with contextlib.suppress(OSError):
                    state, parent = (entry / "stat").read_text().rpartition(")")[2].split()[:2]
                    if int(parent) == self.pid:
                        states[int(entry.name)] = state
        return states

    def stop(self, number: int = signal.SIGTERM) -> tuple[int, float]:
        """Send a signal; return the exit status and how many seconds it took."""
        began = time.monotonic()
        self.process.send_signal(number)
        return self.process.wait(PATIENCE_S), time.monotonic() - began

    def end(self) -> None:
        """End the process, and any child it should have ended itself."""
        left = list(self.children())
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        for pid in left:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


Start = Callable[..., Running]


@contextlib.contextmanager
def starter(folder: Path) -> Iterator[Start]:
    """Give a function that starts programs on as many free ports as they have; all end with the test."""
    started: list[Running] = []

    def start(
        module: str, *arguments: str, ready: int = 1, open_files: int = 0, env: dict[str, str] | None = None
    ) -> Running:
        port = ["--port", "0"] if ready else []
        program = [sys.executable, "-m", f"services.{module}", *port, *arguments]
        running = Running(program, folder, environment(**(env or {})), open_files)
        started.append(running)
        for _ in range(ready):
            line = running.line()
            assert " ready on " in line, line
            running.ports.append(int(line.rpartition(":")[2]))
        return running

    try:
        yield start
    finally:
        for running in started:
            running.end()


def program_of(module: str) -> str:
    """Return the name that a program goes by."""
    return module.rpartition(".")[2].replace("_", "-")


def run(
    module: str, *arguments: str, env: dict[str, str] | None = None, **options: Any
) -> subprocess.CompletedProcess[Any]:
    """Run a program to its end."""
    return subprocess.run(
        [sys.executable, "-m", f"services.{module}", *arguments],
        env=environment(**(env or {})),
        capture_output=True,
        timeout=PATIENCE_S,
        check=False,
        **({"text": True} | options),
    )


def read_to_end(connection: socket.socket) -> bytes:
    """Read until the server closes."""
    data = b""
    while piece := connection.recv(65536):
        data += piece
    return data


def ask(server: Running, message: bytes) -> bytes:
    """Say one thing on a connection of its own and return the whole answer."""
    with server.connect() as connection:
        connection.sendall(message)
        connection.shutdown(socket.SHUT_WR)
        return read_to_end(connection)


def reset(connection: socket.socket) -> None:
    """Close a connection the rude way: the other side sees it reset."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def fetch(
    server: Running, home: Path, file: str, *arguments: str, **options: Any
) -> subprocess.CompletedProcess[Any]:
    common = ["-mode", "client", "-host", "127.0.0.1", "-port", str(server.port), "-file", file]
    return run("files.getfile", *common, *arguments, cwd=home, **options)


@contextlib.contextmanager
def descriptors(count: int) -> Iterator[None]:
    """Let this process, and those it starts meanwhile, have so many open files."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < count:
        pytest.skip("this many descriptors are not to be had")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, count), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@contextlib.contextmanager
def server_that(play: Play) -> Iterator[int]:
    """Play a server to one client on a port of its own."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(PATIENCE_S)

        def serve() -> None:
            with contextlib.suppress(OSError):
                connection, _ = listener.accept()
                with connection:
                    connection.settimeout(PATIENCE_S)
                    play(connection)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            listener.close()
            thread.join(PATIENCE_S)
            assert not thread.is_alive()


def free_pair() -> int:
    """Return a port that is free, as the next one is, and that no client is given by chance."""
    for port in range(20_000 + os.getpid() % 1000, 30_000, 7):
        with contextlib.suppress(OSError), contextlib.ExitStack() as stack:
            for each in (port, port + 1):
                stack.enter_context(socket.create_server(("127.0.0.1", each)))
            return port
    raise AssertionError


_FRESH = itertools.count(os.getpid() % 3000)


def fresh_pair() -> int:
    """Return a port that is free, as the next one is, also for a server that does without SO_REUSEADDR."""
    for number in itertools.islice(_FRESH, 2000):
        port = 20_000 + number * 2 % 10_000
        with contextlib.suppress(OSError), contextlib.ExitStack() as stack:
            for each in (port, port + 1):
                stack.enter_context(socket.socket()).bind(("", each))
            return port
    raise AssertionError
