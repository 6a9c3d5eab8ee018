"""The commands, put together, and the one place where errors become lines and exit codes."""

from __future__ import annotations

import os
import sys

import typer

from socketlab.cli.catalogue import list_scenarios, validate
from socketlab.cli.clean import clean, doctor
from socketlab.cli.lab import app as lab_app
from socketlab.cli.run import judge, plan, run
from socketlab.cli.schema import schema
from socketlab.errors import ExitCode, InvalidFile, SocketlabError

_USAGE_ERROR: type[Exception] = typer.BadParameter.__mro__[1]
"""Typer's base of all usage errors; it has no public name for it."""

_TYPERS_INTERRUPTED = 130
"""What typer makes of Ctrl-C: a shell's number for it. Ours is pytest's."""

app = typer.Typer(
    name="socketlab",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="""Play a fleet of clients against a server over a real container network, from one YAML file.

    \b
    Examples:
      python -m scenarios list
      python -m scenarios run parallel-echo
      python -m scenarios run parallel-echo --set server=thread-server
      python -m scenarios validate my-scenario.yaml

    \b
    Exit codes: 0 pass, 1 a check failed, 2 interrupted, 3 lab error or inconclusive,
    4 invalid scenario or usage, 5 nothing ran.
    """,
)
app.command("run")(run)
app.command("list")(list_scenarios)
app.command("validate")(validate)
app.command("plan")(plan)
app.command("schema")(schema)
app.command("judge")(judge)
app.command("clean")(clean)
app.command("doctor")(doctor)
app.add_typer(lab_app, name="lab", help="The standing lab: build, up, down, status, logs, shell.")


def run_command_line(arguments: list[str]) -> int:
    """Run a command.

    Returns:
        The exit status, one of :class:`~socketlab.errors.ExitCode`.
    """
    try:
        return _call(arguments)
    except _USAGE_ERROR as error:
        return _complain(_words_of(error), ExitCode.INVALID)
    except InvalidFile as error:
        for problem in error.problems:
            print(problem, file=sys.stderr)
        return ExitCode.INVALID
    except SocketlabError as error:
        return _complain(str(error), error.exit_code)
    except (KeyboardInterrupt, typer.Abort):
        return _complain("interrupted", ExitCode.INTERRUPTED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # whoever read us has gone; say no more
        return ExitCode.INTERRUPTED


def _call(arguments: list[str]) -> int:
    status = app(args=arguments, prog_name="python -m scenarios", standalone_mode=False)
    if status == _TYPERS_INTERRUPTED:
        raise KeyboardInterrupt
    return int(status or 0)


def _words_of(error: Exception) -> str:
    words = getattr(error, "format_message", None)
    return str(words() if callable(words) else error)


def _complain(message: str, code: ExitCode) -> int:
    print(f"error: {message}", file=sys.stderr)
    return code
