"""The options that the servers have in common, from the command line or from the environment."""

import argparse
import os
from collections.abc import Callable, Iterable

Option = tuple[str, str, Callable[[str], object], object, str]

LONGEST_SECONDS = 1e6
EVERY_ADDRESS_IF_EMPTY = "address to listen on; every one of this host if empty"


class Settings(argparse.Namespace):
    """The options of a server."""

    host: str
    port: int
    work_seconds: float
    backlog: int
    reuse_address: bool


def waiting_options(parser: argparse.ArgumentParser, *, dashes: Iterable[str] = ("--",)) -> None:
    """Add the two options that say how patient a client is."""
    for name, default, meaning in (
        ("timeout", "10", "connection"),
        ("reply-timeout", "60", "reply to go on"),
    ):
        parser.add_argument(
            *(dash + name for dash in dashes),
            type=wait_seconds,
            metavar="S",
            default=default,
            help=f"seconds to wait for the {meaning} (default: {default})",
        )


def number(lowest: int, highest: int, variable: str = "") -> Callable[[str], int]:
    """Return a converter for an option that is a whole number from `lowest` to `highest`."""

    def convert(text: str) -> int:
        if text.isdecimal() and len(text) < 10 and lowest <= int(text) <= highest:
            return int(text)
        source = f" (given here or by {variable})" if variable else ""
        raise argparse.ArgumentTypeError(f'"{text}" is not a whole number from {lowest} to {highest}{source}')

    return convert


def wait_seconds(text: str) -> float:
    """Convert an option that is how long to wait, in seconds: more than 0."""
    if (value := seconds(text)) > 0:
        return value
    raise argparse.ArgumentTypeError(f'"{text}" is too short a time')


def seconds(text: str) -> float:
    """Convert an option that is a time in seconds: finite, not negative."""
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if 0 <= value <= LONGEST_SECONDS:
        return value
    raise argparse.ArgumentTypeError(f'"{text}" is not a number of seconds from 0 to {LONGEST_SECONDS:.0f}')


def host_option(meaning: str = EVERY_ADDRESS_IF_EMPTY) -> Option:
    """Return the option that says at which of its addresses a server listens."""
    return ("host", "ADDRESS", str, "", meaning)


def port_option(port: int) -> Option:
    """Return the option that says on which port a server listens, with its default."""
    convert = number(0, 65535, "SOCKETLAB_PORT")
    return ("port", "N", convert, port, "port to listen on; 0 takes any free one")


def work_option(work_seconds: float) -> Option:
    """Return the option that says how long an answer takes, with its default."""
    return ("work-seconds", "S", seconds, work_seconds, "simulated work before each answer")


def backlog_option(length: int = 5) -> Option:
    """Return the option for the length of the queue of new connections, with its default."""
    convert = number(0, 65535, "SOCKETLAB_BACKLOG")
    return ("backlog", "N", convert, length, "connections that may wait to be accepted")


def reuse_option() -> Option:
    """Return the option that lets a server bind its port while old connections are in TIME_WAIT."""
    meaning = "whether the port may be bound at once after a restart (SO_REUSEADDR)"
    return ("reuse-address", "yes|no", yes_or_no, "yes", meaning)


def yes_or_no(text: str) -> bool:
    """Convert an option that is one of two."""
    if text in {"yes", "no"}:
        return text == "yes"
    raise argparse.ArgumentTypeError(f'"{text}" is neither yes nor no')


def program_parser(
    program: str, about: str | None, example: str, *, folder: str = "servers"
) -> argparse.ArgumentParser:
    """Return a parser without options yet.

    Args:
        program: The name the program goes by, with hyphens.
        about: What its help says: the module's docstring.
        example: Arguments that show how it is called.
        folder: Which folder of the course its page is in.
    """
    return argparse.ArgumentParser(
        prog=program,
        description=about,
        epilog=f"example: python -m services.{folder}.{program.replace('-', '_')} {example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def add_options(
    parser: argparse.ArgumentParser, added: Iterable[Option], *, dashes: Iterable[str] = ("--",)
) -> None:
    """Add options that the environment may set as well.

    Args:
        parser: Where to.
        added: Each one's name, metavar, converter, default and meaning.
        dashes: The prefixes of an option's name.
    """
    for name, metavar, convert, default, meaning in added:
        variable = "SOCKETLAB_" + name.upper().replace("-", "_")
        parser.add_argument(
            *(dash + name for dash in dashes),
            type=convert,
            metavar=metavar,
            default=os.environ.get(variable) or str(default),
            help=f"{meaning} (default: {variable}, or {default!r})",
        )


def server_parser(
    program: str,
    about: str | None,
    *,
    port: int = 50007,
    work_seconds: float = 5,
    dashes: Iterable[str] = ("--",),
    host: str = EVERY_ADDRESS_IF_EMPTY,
) -> argparse.ArgumentParser:
    """Return a parser of the options that servers have in common.

    Args:
        program: The name the program goes by, with hyphens.
        about: What its help says: the module's docstring.
        port: The default port.
        work_seconds: The default time that a reply takes.
        dashes: The prefixes of an option's name.
        host: What the option host means.
    """
    parser = program_parser(program, about, f"--port {port} --work-seconds 1")
    added = (
        host_option(host),
        port_option(port),
        work_option(work_seconds),
        backlog_option(),
        reuse_option(),
    )
    add_options(parser, added, dashes=dashes)
    return parser
