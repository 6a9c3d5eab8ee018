r"""The warm client: an idle client host of the standing lab that takes jobs and forgets them.

A container's start costs a quarter second of processor time; a fork costs a millisecond. So the lab
keeps client hosts running whose only program, this one, has the client programs loaded. Jobs come as
JSON lines on standard input, which the player of a run attaches to::

    {"job": "k3x9/clients-1", "command": ["echo-client", "fork-server"], "environment": {}, "expires_s": 90}
    {"job": "k3x9/clients-1", "input": "...", "close": true}
    {"job": "k3x9/clients-1", "stop": 1.0}

Each job is a forked child behind the gate of ``services/gate.py``, in a folder of its own that goes
with it. What it writes comes back as lines on standard output, so that several who play at once can
distinguish their jobs::

    {"job": "k3x9/clients-1", "stream": "stdout", "content": "Client received: ...\\n"}
    {"job": "k3x9/clients-1", "code": 0}

Bytes travel as Latin-1 text in both directions. A job whose owner has died ends when it expires, or when
`clean` asks which jobs there are, and stops those without an owner::

    {"list": "any word"}
    {"list": "any word", "jobs": [{"job": "k3x9/clients-1", "owner": "laptop:4711:99"}]}
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import selectors
import shutil
import signal
import sys
import time
from collections.abc import Callable
from types import FrameType

from services.lab import gate, wakeups

JOBS = os.environ.get("SOCKETLAB_JOBS", "jobs")
LONGEST_LINE = 1 << 20
_BLOCK = 65_536
_LONG = 3600.0
_REAP_INTERVAL_S = 0.005
"""Between two checks of a child that has closed its outputs and not ended yet."""


class Job:
    """One child behind its gate, and the pipes to it."""

    def __init__(self, name: str, order: dict[str, object]) -> None:
        self.name = name
        self.folder = os.path.join(JOBS, name.replace("/", "_"))
        self.owner = str(order.get("owner", ""))
        lifetime = order.get("expires_s")
        self.expires = time.monotonic() + float(lifetime if isinstance(lifetime, int | float) else _LONG)
        self.kill_at: float | None = None
        stdin, self.input = os.pipe()
        out, stdout = os.pipe()
        err, stderr = os.pipe()
        os.makedirs(self.folder, exist_ok=True)
        self.pid = os.fork()
        if self.pid == 0:
            _become(order, self.folder, (stdin, stdout, stderr))
        for descriptor in (stdin, stdout, stderr):
            os.close(descriptor)
        self.outputs = {out: "stdout", err: "stderr"}

    def write(self, content: bytes, *, close: bool) -> None:
        """Pass bytes to the child; it is not an error if it no longer reads."""
        try:
            while content and self.input >= 0:
                content = content[os.write(self.input, content) :]
        except OSError:
            close = True
        if close and self.input >= 0:
            os.close(self.input)
            self.input = -1

    def stop(self, grace_s: float) -> None:
        """Ask the child and all that it started to end; what is left after the grace is killed."""
        self.kill_at = time.monotonic() + grace_s
        self.signal(signal.SIGTERM if grace_s > 0 else signal.SIGKILL)

    def signal(self, number: int) -> None:
        """A signal to the child's process group."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, number)

    def end(self) -> int | None:
        """The exit status of a child that has closed its outputs, its folder removed; None while it runs."""
        pid, status = os.waitpid(self.pid, os.WNOHANG)
        if pid == 0:
            return None
        code = os.waitstatus_to_exitcode(status)
        self.write(b"", close=True)
        shutil.rmtree(self.folder, ignore_errors=True)
        return code if code >= 0 else 128 - code


def _become(order: dict[str, object], folder: str, streams: tuple[int, int, int]) -> None:
    """The child's side: never returns."""
    code = 1
    try:
        os.setsid()
        for target, descriptor in enumerate(streams):
            os.dup2(descriptor, target)
        os.closerange(3, 65_536)  # the other jobs' pipes: held here, their ends would never be seen
        os.chdir(folder)
        environment = order.get("environment")
        if isinstance(environment, dict):
            os.environ.update({str(key): str(value) for key, value in environment.items()})
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        command = order.get("command")
        code = gate.behind_gate([str(word) for word in command] if isinstance(command, list) else [])
    except BaseException as error:  # a forked child must not return into the agent's loop
        if isinstance(error, SystemExit) and isinstance(error.code, int):
            code = error.code
        else:
            os.write(2, f"warm-client: {type(error).__name__}: {error}\n".encode())
    finally:
        os._exit(code)


class WarmClient:
    """The agent's loop: orders in, output out, and no job waits for another."""

    def __init__(self) -> None:
        self.jobs: dict[str, Job] = {}
        self.selector = selectors.DefaultSelector()
        self.pending = b""
        self.leaving = False

    def serve(self) -> None:
        """Take jobs until standard input ends or a signal asks to leave."""
        self.selector.register(0, selectors.EVENT_READ, None)
        tell({"warm-client": "ready"})
        while not self.leaving:
            for key, _ in self.selector.select(self._patience()):
                if key.data is None:
                    self._orders()
                else:
                    self._output(key.fd, key.data)
            self._reap()
            self._expire()
        for job in self.jobs.values():
            job.signal(signal.SIGKILL)

    def leave(self, _number: int, _frame: FrameType | None) -> None:
        """End the loop; for TERM and INT."""
        raise SystemExit(0)

    def _patience(self) -> float:
        moments = [min(job.expires, job.kill_at or job.expires) for job in self.jobs.values()]
        patience = max(0.0, min(moments) - time.monotonic()) if moments else _LONG
        silent = any(not job.outputs for job in self.jobs.values())
        return min(patience, _REAP_INTERVAL_S) if silent else patience

    def _expire(self) -> None:
        now = time.monotonic()
        for job in self.jobs.values():
            if now >= job.expires or (job.kill_at is not None and now >= job.kill_at):
                job.signal(signal.SIGKILL)
                job.kill_at, job.expires = None, now + _LONG

    def _orders(self) -> None:
        block = os.read(0, _BLOCK)
        self.leaving = not block
        *lines, self.pending = (self.pending + block).split(b"\n")
        if len(self.pending) > LONGEST_LINE:
            self.pending = b""
        for line in lines:
            self._order(line)

    def _order(self, line: bytes) -> None:
        try:
            order = json.loads(line)
            if "list" in order:
                jobs = [{"job": job.name, "owner": job.owner} for job in self.jobs.values()]
                tell({"list": order["list"], "jobs": jobs})
                return
            name = str(order["job"])
        except (ValueError, KeyError, TypeError):
            return
        job = self.jobs.get(name)
        if "command" in order and job is None:
            self._begin(name, order)
        elif job is not None and "stop" in order:
            job.stop(float(order["stop"]))
        elif job is not None:
            job.write(str(order.get("input", "")).encode("latin-1"), close=bool(order.get("close")))

    def _begin(self, name: str, order: dict[str, object]) -> None:
        try:
            job = Job(name, order)
        except OSError as error:
            tell({"job": name, "stream": "stderr", "content": f"warm-client: {error.strerror}\n"})
            tell({"job": name, "code": 126})
            return
        self.jobs[name] = job
        for descriptor in job.outputs:
            self.selector.register(descriptor, selectors.EVENT_READ, job)

    def _output(self, descriptor: int, job: Job) -> None:
        block = os.read(descriptor, _BLOCK)
        if block:
            content = block.decode("latin-1")
            tell({"job": job.name, "stream": job.outputs[descriptor], "content": content})
            return
        self.selector.unregister(descriptor)
        os.close(descriptor)
        del job.outputs[descriptor]

    def _reap(self) -> None:
        for job in [job for job in self.jobs.values() if not job.outputs]:
            code = job.end()
            if code is not None:
                del self.jobs[job.name]
                tell({"job": job.name, "code": code})


def tell(message: dict[str, object]) -> None:
    """One JSON line on standard output."""
    line = (json.dumps(message) + "\n").encode()
    while line:
        line = line[os.write(1, line) :]


def prepare(arguments: list[str] | None = None) -> Callable[[], int]:
    """Nothing to prepare: the warm client is what prepares the others."""
    return lambda: main(arguments)


def main(arguments: list[str] | None = None) -> int:
    """Load the client programs and take jobs.

    Returns:
        0 when standard input ends or TERM or INT asks to leave.
    """
    del arguments  # it takes none
    for name, module in gate.PROGRAMS.items():
        if name not in {"warm-client", "workstation"}:
            importlib.import_module(module)
    shutil.rmtree(JOBS, ignore_errors=True)
    warm_client = WarmClient()
    gate.hide_memory()  # from its jobs, whose gates and output it keeps apart
    wakeups.wake_regularly()
    signal.signal(signal.SIGTERM, warm_client.leave)
    signal.signal(signal.SIGINT, warm_client.leave)
    warm_client.serve()
    return 0


if __name__ == "__main__":
    sys.exit(main())
