"""desktop: a screen that a browser shows, and the programs that make it up.

Teaches: to supervise other programs. They are started in order, each when what it needs is ready; when one
ends, the whole desktop ends, with a line that names it; a signal ends them all, the last one first. As
process 1 of a container it also reaps every orphaned process.

Choose it where programs with windows are to run on a host that has no screen. From the first to the last:
a screen in memory (Xvfb), a window manager (ctwm), the screen for VNC viewers (x11vnc), the same for browsers
(websockify with the page of noVNC), and the panel that opens the windows of the course.

With a command it runs for that command only: it ends when the command does, with its status.

Limits: one viewer at a time, with a password that is good for one login (one_time_password). The way from
the browser to the screen is not encrypted: publish it on this machine only.

Source: Xvfb(1), ctwm(1), x11vnc(1), websockify(1); sigtimedwait(2): a blocked signal is accepted there.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from services.common import options
from services.common.output import complain, reason, say
from services.common.stopping import STOP_SIGNALS, Stopped
from services.lab import listening
from services.lab.journal import Journal, clock
from services.windows import one_time_password

PROGRAM = "desktop"
COMMAND = "the command"
VIEWER = "x11vnc"
PORT = 6080
VNC_PORT = one_time_password.VNC_PORT
START_SECONDS = 20.0
END_SECONDS = 3.0
PAUSE_SECONDS = 0.02
LOOK_SECONDS = 0.2
SETTLE_SECONDS = 0.2
ACCEPTED = (signal.SIGCHLD, *STOP_SIGNALS)
SOCKETS = Path("/tmp/.X11-unix")  # noqa: S108 - where the X protocol has them


class BrokenError(Exception):
    """The desktop cannot start or has ended; the message gives the reason."""


class FinishedError(Exception):
    """The command that the desktop was there for has ended, with a status."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Settings(argparse.Namespace):
    """The options of the desktop."""

    display: int
    size: str
    page: str
    manager: str
    server: str
    viewer: bool
    command: list[str]


class Program(NamedTuple):
    """A program of the desktop: what it is, how it is called, and how one knows that it does its work."""

    name: str
    command: list[str]
    is_ready: Callable[[], bool]


def programs(settings: Settings) -> list[Program]:
    """Return the programs of the desktop, in the order of their start; the command is the last."""
    screen, number = f":{settings.display}", settings.display
    server = ["Xvfb", screen, "-screen", "0", f"{settings.size}x24", "-nolisten", "tcp", "-noreset"]
    page = ["websockify", "--web", settings.page, str(PORT), f"127.0.0.1:{VNC_PORT}"]
    panel = [sys.executable, "-m", "services.windows.panel", "--server", settings.server]
    wanted = [
        Program("Xvfb", server, lambda: is_there(number)),
        Program("ctwm", ["ctwm", "-f", settings.manager], lambda: True),
        Program("websockify", page, lambda: is_listened_on(PORT)),
        Program("panel", panel, lambda: True),
        Program(COMMAND, settings.command, lambda: True),
    ]
    left_out = {
        name for name, has in (("websockify", settings.viewer), (COMMAND, settings.command)) if not has
    }
    return [program for program in wanted if program.name not in left_out]


def way_in(settings: Settings) -> Program:
    """Return what lets one viewer in, who knows the password that was taken, and ends with that one."""
    password = one_time_password.taken()
    command = ["x11vnc", "-display", f":{settings.display}", "-localhost", "-no6", "-rfbport", str(VNC_PORT)]
    command += ["-quiet", "-once", "-nevershared", "-dontdisconnect", "-passwdfile", f"rm:{password}"]
    return Program(VIEWER, command, lambda: is_listened_on(VNC_PORT) and not password.exists())


def is_there(screen: int) -> bool:
    """Return whether a screen of that number exists."""
    return (SOCKETS / f"X{screen}").exists()


def is_listened_on(port: int) -> bool:
    """Return whether a program listens on a port of this host."""
    return port in listening.listening_ports(*listening.TCP)


class Desktop:
    """The programs that run, each the leader of a group of its own with all that it starts."""

    def __init__(self) -> None:
        self.running: dict[int, str] = {}
        self.started: list[str] = []

    def start(self, program: Program) -> None:
        """Start a program, and return when it does its work.

        Raises:
            BrokenError: It cannot be started, or does not get ready in time; or another one has ended.
            Stopped: A signal came meanwhile.
        """
        streams: list[tuple[int, int, str, int, int] | tuple[int, int, int]] = []
        if program.name != COMMAND:  # the output of the others helps to find the cause of an error
            streams = [
                (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                (os.POSIX_SPAWN_DUP2, 2, 1),
            ]
        try:
            pid = os.posix_spawnp(
                program.command[0],
                program.command,
                os.environ,
                file_actions=streams,
                setpgroup=0,
                setsigmask=(),
            )
        except OSError as error:
            raise BrokenError(f'cannot start "{program.name}": {reason(error)}') from None
        self.running[pid] = program.name
        self.started.append(program.name)
        deadline = clock() + START_SECONDS
        while not program.is_ready():
            if clock() > deadline or pid not in self.running:
                raise BrokenError(f'"{program.name}" does not get ready')
            self.attend(PAUSE_SECONDS)

    def attend(self, seconds: float) -> None:
        """Wait for something to happen, for so long at most, and see to it.

        Raises:
            BrokenError: A program of the desktop has ended.
            FinishedError: The command has.
            Stopped: A signal came.
        """
        signalled = signal.sigtimedwait(ACCEPTED, seconds)
        ended = self.reap()
        ended.pop(VIEWER, None)  # its one viewer has left
        if set(ended) - {COMMAND}:  # one ends others with it, which may end sooner
            time.sleep(SETTLE_SECONDS)
            ended |= self.reap()
            name = next(name for name in self.started if name in ended)
            end = f"status {ended[name]}" if ended[name] >= 0 else f"signal {-ended[name]}"
            raise BrokenError(f'"{name}" has ended with {end}')
        if COMMAND in ended:
            raise FinishedError(ended[COMMAND] if ended[COMMAND] >= 0 else 128 - ended[COMMAND])
        if signalled and signalled.si_signo in STOP_SIGNALS:
            raise Stopped(signalled.si_signo)

    def reap(self) -> dict[str, int]:
        """Reap every child that has exited, and return the status of those that belong to the desktop."""
        ended = {}
        with contextlib.suppress(ChildProcessError):
            while (waited := os.waitpid(-1, os.WNOHANG))[0]:
                if name := self.running.pop(waited[0], ""):
                    ended[name] = os.waitstatus_to_exitcode(waited[1])
        return ended

    def let_in(self, program: Program) -> None:
        """Let one viewer in, who knows the password that is offered; an earlier one has to go.

        Raises:
            BrokenError: As `start` does.
            Stopped: As `start` does.
        """
        for pid in [pid for pid, name in self.running.items() if name == program.name]:
            self.end_one(pid, clock() + END_SECONDS)
        one_time_password.offered().replace(one_time_password.taken())
        self.start(program)

    def end_one(self, pid: int, deadline: float) -> None:
        """End a program, and all that it started, by request and then by force."""
        signal_group(pid, signal.SIGTERM)
        while pid in self.running and clock() < deadline:
            signal.sigtimedwait([signal.SIGCHLD], PAUSE_SECONDS)
            self.reap()
        signal_group(pid, signal.SIGKILL)

    def end(self) -> None:
        """End all programs, the last one first: none may lose its screen while it still runs."""
        deadline = clock() + END_SECONDS
        for pid in reversed(list(self.running)):
            self.end_one(pid, deadline)
        while self.running and clock() < deadline + 1:
            signal.sigtimedwait([signal.SIGCHLD], PAUSE_SECONDS)
            self.reap()


def signal_group(leader: int, number: int) -> None:
    """Send a signal to all that is left of a group."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(leader, number)


def prepare(settings: Settings) -> None:
    """Make what the programs expect to find.

    Raises:
        BrokenError: It cannot be made.
    """
    os.environ["DISPLAY"] = f":{settings.display}"
    try:
        SOCKETS.mkdir(exist_ok=True)  # which Xvfb leaves to root
    except OSError as error:
        raise BrokenError(f'cannot write "{error.filename}": {reason(error)}') from None
    if is_there(settings.display):
        raise BrokenError(f"there is a screen :{settings.display} already")


def run(settings: Settings) -> int:
    """Start the desktop, supervise it until a signal arrives, and return the exit status."""
    desktop = Desktop()
    signal.pthread_sigmask(signal.SIG_BLOCK, ACCEPTED)
    try:
        prepare(settings)
        for program in programs(settings):
            desktop.start(program)
        if settings.viewer:
            Journal.from_environment("server").note("ready", port=PORT)
            say(f"Desktop ready on port {PORT}")
        while True:
            desktop.attend(LOOK_SECONDS)
            if one_time_password.offered().exists():
                desktop.let_in(way_in(settings))
    except BrokenError as error:
        complain(f"{PROGRAM}: {error}")
        return 1
    except FinishedError as finished:
        return finished.status
    except Stopped:
        return 0
    finally:
        desktop.end()


def size(text: str) -> str:
    """Convert the option that says how large the screen is."""
    if re.fullmatch(r"[1-9]\d{2,3}x[1-9]\d{2,3}", text):
        return text
    raise argparse.ArgumentTypeError(f'"{text}" is not a screen size, such as 1024x768')


def main(arguments: list[str] | None = None) -> int:
    """Run the program and return its exit status."""
    parser = options.program_parser(PROGRAM, __doc__, "--size 1280x800", folder="windows")
    whole = options.number(0, 99)
    parser.add_argument("--display", type=whole, default=0, metavar="N", help="number of the screen (0)")
    parser.add_argument("--size", type=size, default="1024x768", help="of the screen (1024x768)")
    page, manager = "/usr/share/novnc", "/etc/X11/ctwm/socketlab"
    parser.add_argument("--page", default=page, metavar="DIR", help=f"where noVNC is ({page})")
    parser.add_argument("--manager", default=manager, metavar="FILE", help=f"ctwm's settings ({manager})")
    parser.add_argument("--server", default="getfile", help="what the windows first ask for files (getfile)")
    parser.add_argument("--no-viewer", dest="viewer", action="store_false", help="allow no viewer")
    parser.add_argument("command", nargs=argparse.REMAINDER, help="run this on the desktop, then end")
    return run(parser.parse_args(arguments, namespace=Settings()))


if __name__ == "__main__":
    sys.exit(main())
