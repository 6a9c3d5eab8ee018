"""One run and what strikes it: how it ended, what can be judged, and when nothing of it was left."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from docker.errors import DockerException

from socketlab.errors import InvalidInput, LabError
from socketlab.report.page.document import page
from socketlab.runtimes.docker.engine import connect
from socketlab.wiring import report_of
from tests.chaos.relay import Relay
from tests.system.killed import WITHIN_S, is_running
from tests.system.left import assert_nothing_left, left_of
from tests.system.preloaded import ROOT
from tests.system.shell import Shell

Kind = Literal["KILL", "INT", "HUP", "disk full", "engine gone", "engine restarted"]

SCENARIO = """
hosts: {server: {service: fork-server, environment: {SOCKETLAB_WORK_SECONDS: "1"}}}
fleets: {clients: {service: client, command: [echo-client, server, "hello"]}}
timeout: 20s
"""

EVENTS = 22
"""What an undisturbed run records: it is struck after a number of events up to this one, or a bit later."""

MOMENT_S = 0.6

_STARTING = 0.2
"""How many are struck while the process starts, before its first record."""

_STARTS_S = 1.5

ENDS_S = 90.0
"""A player that is still there so long after it was struck hangs."""

_STARTS = 5
"""Of an engine, until it answers: one that finds a part of its predecessor still there may end at once."""

STATUSES: dict[Kind, set[int]] = {
    "KILL": {-signal.SIGKILL},
    "INT": {2},
    "HUP": {2},
    "disk full": {3},
    "engine gone": {3},
    "engine restarted": {3},
}
"""The statuses that each may lead to. A run that had ended before it was struck exits 0 in any case."""

BEFORE_ANYTHING: dict[Kind, set[int]] = {
    "INT": {1, 2, 130, -signal.SIGINT},  # 1 with a traceback: the interpreter itself was still starting
    "HUP": {2, -signal.SIGHUP},
    "engine gone": {3, 4},
    "disk full": {3, 4},
}
"""Further statuses of a player that was struck before it had begun to record."""


@dataclass
class Outcome:
    """What came of one.

    Args:
        kind: What struck.
        events: After how many recorded events; 0 for the start of the process.
        at_s: How many seconds after that.
        status: How the player ended.
        judged: The status of ``judge`` on what it left; ``None`` where it left no events.
        wrong: What is not as it should be.
        gone_s: Seconds from the player's end until nothing was left.
        stuck: Whether a network stayed that no container is on and that the engine does not remove.
    """

    kind: Kind
    events: int
    at_s: float
    status: int = 0
    judged: int | None = None
    wrong: list[str] = field(default_factory=list)
    gone_s: float = 0.0
    stuck: bool = False

    @property
    def moment(self) -> str:
        """When it was struck."""
        since = f"event {self.events}" if self.events else "the start"
        return f"{self.at_s:.3f}s after {since}"


def strike(
    kind: Kind, seed: int, *, engine: str | None = None, engine_pidfile: Path | None = None
) -> Outcome:
    """Play one run and strike it.

    Args:
        kind: With what.
        seed: Decides the moment.
        engine: The engine's socket, for those that cut the way to it.
        engine_pidfile: Where the engine's process number is, for those that end it.
    """
    chance = random.Random(seed)
    events = 0 if chance.random() < _STARTING else chance.randint(1, EVENTS)
    outcome = Outcome(kind, events, round(chance.uniform(0, MOMENT_S if events else _STARTS_S), 3))
    with tempfile.TemporaryDirectory(prefix="chaos-") as name, _disk(kind, Path(name), chance):
        shell = _shell(Path(name))
        relay = Relay(Path(name) / "engine.sock", engine or "") if kind == "engine gone" else None
        if relay is not None:
            relay.open()
            shell.environment["DOCKER_HOST"] = f"unix://{relay.path}"
        player = shell.start("run", shell.file("small.yaml", SCENARIO))
        _wait_for_events(shell, player, events)
        time.sleep(outcome.at_s)
        _hit(kind, player, relay, engine_pidfile)
        try:
            out, err = player.communicate(timeout=ENDS_S)
        except subprocess.TimeoutExpired:
            player.kill()
            out, err = player.communicate()
            outcome.wrong.append("the player did not end")
        ended = time.monotonic()
        if relay is not None:
            relay.cut()
            relay.open()
        outcome.status = player.returncode
        _look_at_output(outcome, out, err, starting=not _runs_in(shell.folder))
        _look_at_evidence(outcome, shell)
        _wait_for_nothing(outcome, shell, ended)
        if relay is not None:
            relay.cut()
    return outcome


def _wait_for_events(shell: Shell, player: subprocess.Popen[str], number: int) -> None:
    deadline = time.monotonic() + ENDS_S
    while _events_of(shell) < number and player.poll() is None and time.monotonic() < deadline:
        time.sleep(0.02)


def _shell(folder: Path) -> Shell:
    project = "socketlab-chaos-without-a-lab"
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "COMPOSE_PROJECT_NAME": project}
    return Shell(folder, environment)


@contextmanager
def _disk(kind: Kind, folder: Path, chance: random.Random) -> Iterator[None]:
    """The folder of evidence; for a full disk a file system of a few pages."""
    runs = folder / "runs"
    runs.mkdir()
    if kind != "disk full":
        yield
        return
    size = 4096 * chance.randint(2, 16)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "chaos", str(runs)], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(runs)], check=True)


def _hit(kind: Kind, player: subprocess.Popen[str], relay: Relay | None, engine_pidfile: Path | None) -> None:
    if kind in ("KILL", "INT", "HUP"):
        player.send_signal(getattr(signal, f"SIG{kind}"))
    elif relay is not None:
        relay.cut()
    elif kind == "engine restarted" and engine_pidfile is not None:
        _restart(engine_pidfile)


def _restart(pidfile: Path) -> None:
    """End an engine and start it as it was started; again where it ends by itself, as a supervisor would.

    Source: proc(5), /proc/[pid]/cmdline and /proc/[pid]/environ.
    """
    pid = int(pidfile.read_text(encoding="utf-8"))
    command = Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8").split("\0")[:-1]
    entries = Path(f"/proc/{pid}/environ").read_text(encoding="utf-8").split("\0")
    environment = dict(entry.split("=", 1) for entry in entries if "=" in entry)
    os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + WITHIN_S
    while is_running(pid) and time.monotonic() < deadline:
        time.sleep(0.1)
    for _ in range(_STARTS):
        engine = subprocess.Popen(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        while engine.poll() is None and time.monotonic() < deadline:
            if _answers():
                return
            time.sleep(0.2)


def _answers() -> bool:
    try:
        connect().close()
    except LabError:
        return False
    return True


def _runs_in(folder: Path) -> list[Path]:
    return [each for each in folder.glob("runs/small/*") if each.is_dir()]


def _look_at_output(outcome: Outcome, out: str, err: str, *, starting: bool) -> None:
    by_python = starting and outcome.kind == "INT" and "KeyboardInterrupt" in err.rstrip().rpartition("\n")[2]
    if "Traceback" in out + err and not by_python:
        outcome.wrong.append(f"a traceback: {err.strip().splitlines()[-1][:100]}")


def _look_at_evidence(outcome: Outcome, shell: Shell) -> None:
    """The status must fit what struck, and what was recorded must be readable."""
    folder = next(iter(_runs_in(shell.folder)), None)
    began = _events_of(shell) > 0
    allowed = STATUSES[outcome.kind] | (set() if began else BEFORE_ANYTHING.get(outcome.kind, set()))
    ended_before = outcome.status == 0 and folder is not None and (folder / "result.json").is_file()
    if outcome.status not in allowed and not ended_before:
        outcome.wrong.append(f"status {outcome.status}")
    if folder is None or not (folder / "plan.json").is_file():
        return
    try:
        page(report_of(folder, partial=True))
        outcome.judged = report_of(folder).result.exit_code if began else None
    except InvalidInput as error:
        outcome.wrong.append(f"it cannot be judged: {error}")


def _events_of(shell: Shell) -> int:
    """How many events the run has recorded."""
    files = [folder / "events.jsonl" for folder in _runs_in(shell.folder)]
    return sum(file.read_bytes().count(b"\n") for file in files if file.is_file())


def _wait_for_nothing(outcome: Outcome, shell: Shell, ended: float) -> None:
    """Until nothing carries the run's label, twice in a row: the engine may still be making something."""
    names = [folder.name.rpartition("-")[2] for folder in _runs_in(shell.folder)]
    deadline = ended + WITHIN_S
    left: list[str] = ["unknown"]
    nothing_since: float | None = None
    while time.monotonic() < deadline:
        left = [each for name in names for each in _left_of(name)]
        nothing_since = (nothing_since or time.monotonic()) if not left else None
        if nothing_since is not None and time.monotonic() - nothing_since > 1:
            outcome.gone_s = round(nothing_since - ended, 1)
            return
        time.sleep(0.4)
    outcome.gone_s = WITHIN_S
    try:
        for name in names:
            assert_nothing_left(name)
    except (AssertionError, OSError, DockerException, LabError):
        outcome.wrong.append(f"left: {', '.join(left)}")
    else:
        outcome.stuck = True


def _left_of(run: str) -> list[str]:
    try:
        return left_of(run)
    except (OSError, DockerException, LabError) as error:  # an engine that is starting
        return [f"unknown: {error}"]
