"""getfile: a file server and its client in one program.

Teaches: a protocol, and its limits. The classic client sends a path and a newline; the server answers with
the file's bytes and closes, and only this close marks the end of the file. A newer client receives size and
SHA-256 first. On the server every client has its own thread.

Choose it to transfer files between hosts, from one served folder.

Limits: there is no encryption and no authentication: every client that can connect can read every file of
the served folder. An old client cannot distinguish a missing file from an empty one.

Each part has a file of its own: wire (the protocol), served_root (what is refused), sending and digests
(the server), fetching, drafts and meter (the client).
"""

import argparse
import os
import sys
import time
from collections.abc import Callable
from typing import Any

from services.clients import calling
from services.common import options, serving
from services.common.output import complain, reason, say
from services.files import wire
from services.files.fetching import Fetched, Transfer, last_component
from services.files.meter import Meter
from services.files.sending import FileDesk
from services.files.served_root import ServedRoot
from services.lab.journal import Journal

PROGRAM = "getfile"
PORT = 50001
BACKLOG = 128
DASHES = ("-", "--")


class GetfileSettings(options.Settings):
    """The options of this program, both sides."""

    mode: str
    root: str
    anywhere: bool
    file: str | None
    output: str | None
    timeout: float
    reply_timeout: float
    classic: bool
    resume: bool
    progress: str


def run_server(settings: GetfileSettings) -> int:
    """Serve files until TERM or INT, and return the exit status."""
    try:
        root = ServedRoot(settings.root, anywhere=settings.anywhere)
    except OSError as error:
        complain(f'{PROGRAM}: cannot serve "{settings.root}": {reason(error)}')
        return 1
    try:
        desk = FileDesk(root, settings)
        return serving.run(PROGRAM, lambda server: desk.serve(server.listen(settings, content=False)))
    finally:
        os.close(root.descriptor)


def server_of(settings: GetfileSettings) -> calling.Destination:
    """Return the server."""
    return calling.Destination(settings.host or "localhost", settings.port, settings.timeout)


def fetch(settings: GetfileSettings, server: calling.Destination) -> None:
    """Fetch a file from the server, and say so.

    Raises:
        calling.ClientError: It cannot be had, or not be kept.
    """
    meter = Meter(settings.progress)
    transfer = Transfer(
        server,
        settings.file or "",
        output=settings.output,
        reply_timeout=settings.reply_timeout,
        classic=settings.classic,
        resume=settings.resume,
        journal=Journal.from_environment("client"),
        on_progress=meter.tell,
    )
    try:
        fetched = transfer.run()
    finally:
        meter.end()
    report(settings, server, fetched)


def report(settings: GetfileSettings, server: calling.Destination, fetched: Fetched) -> None:
    """Say that the file is here, and how sure that is."""
    if not fetched.verified and not settings.classic:
        complain(f"{PROGRAM}: {server.name} knows the classic exchange only: nothing could be verified")
    say(f"Client got {settings.file} at {time.ctime()}")


def read_settings(arguments: list[str] | None) -> GetfileSettings:
    """Read the options, or exit with status 2 and a line that says what is wrong with them."""
    host = "address to listen on, every one if empty (server); whom to ask, localhost if empty (client)"
    parser = options.program_parser(
        PROGRAM, __doc__, "-mode client -file notes/a.txt -host localhost", folder="files"
    )
    shared = (options.host_option(host), options.port_option(PORT), options.work_option(0))
    added = (*shared, options.backlog_option(BACKLOG), options.reuse_option())
    options.add_options(parser, added, dashes=DASHES)
    add_options(parser)
    settings = parser.parse_args(arguments, namespace=GetfileSettings())
    if settings.mode == "client":
        check_client(parser, settings)
    return settings


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add what getfile's two sides have of their own."""

    def add(name: str, **about: Any) -> None:
        parser.add_argument(f"-{name}", f"--{name}", **about)

    add("mode", choices=["server", "client"], required=True, help="which side to be")
    root = ("root", "DIR", str, ".", "the folder to serve, and nothing outside it (server)")
    options.add_options(parser, [root], dashes=DASHES)
    anywhere = (
        "send any file that may be read here, as the classic server does: absolute paths, .. and links too"
    )
    add("anywhere", action="store_true", help=f"{anywhere} (server)")
    add("file", metavar="PATH", help="the file to fetch (client)")
    add(
        "output",
        metavar="PATH",
        help="the file or folder to write to (client; default: the file's name, here)",
    )
    add(
        "resume",
        action="store_true",
        help="keep a broken transfer as PATH.part, and go on from there (client)",
    )
    add("classic", action="store_true", help="ask the classic way, and verify nothing (client)")
    when = ["auto", "always", "never"]
    add("progress", choices=when, default="auto", help="show the progress (client; auto: on a terminal)")
    options.waiting_options(parser, dashes=DASHES)


def check_client(parser: argparse.ArgumentParser, settings: GetfileSettings) -> None:
    """Turn away what a client cannot do."""
    file = settings.file
    if not file or "\n" in file:
        parser.error("-mode client needs -file and a path without a line end")
    if len(os.fsencode(file)) > wire.MOST_NAME_BYTES:
        parser.error(f"no file has a path of more than {wire.MOST_NAME_BYTES} bytes")
    if not settings.output and last_component(file) in {"", ".", ".."}:
        parser.error(f'"{file}" does not name a file')
    if settings.classic and settings.resume:
        parser.error("-resume needs what -classic does without")


def prepare(arguments: list[str] | None = None) -> Callable[[], int]:
    """Do all that can be done before the moment counts; what is returned does the rest.

    A client's server name is resolved here.
    """
    settings = read_settings(arguments)
    if settings.mode == "server":
        return lambda: run_server(settings)
    server = server_of(settings)
    server.look_up_ahead()
    return lambda: calling.call(PROGRAM, lambda: fetch(settings, server))


def main(arguments: list[str] | None = None) -> int:
    """Run the program and return its exit status."""
    settings = read_settings(arguments)
    if settings.mode == "server":
        return run_server(settings)
    return calling.call(PROGRAM, lambda: fetch(settings, server_of(settings)))


if __name__ == "__main__":
    sys.exit(main())
