"""The commands, put together, and the one place where errors become lines and exit codes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer

from socketlab import __version__
from socketlab.cli.bundle import bundle
from socketlab.cli.called import program, tell, tell_problems
from socketlab.cli.clean import clean
from socketlab.cli.commands import SETTINGS, Command, Group
from socketlab.cli.compare import compare
from socketlab.cli.demo import demo
from socketlab.cli.doctor import doctor
from socketlab.cli.down import down
from socketlab.cli.fault import fault
from socketlab.cli.init import init
from socketlab.cli.judge import judge
from socketlab.cli.lab import app as lab_app
from socketlab.cli.link import app as link_app
from socketlab.cli.list import list_scenarios
from socketlab.cli.logs import logs
from socketlab.cli.plan import plan
from socketlab.cli.ps import ps
from socketlab.cli.report import report
from socketlab.cli.run import run
from socketlab.cli.schema import schema
from socketlab.cli.shell import shell
from socketlab.cli.up import up
from socketlab.cli.usage import in_words
from socketlab.cli.validate import validate
from socketlab.console import say
from socketlab.errors import ExitCode, InvalidFile, InvalidInput, InvalidInputs, SocketlabError

_USAGE_ERROR: type[Exception] = typer.BadParameter.__mro__[1]
"""Typer's base of all usage errors; it has no public name for it."""

_TYPERS_INTERRUPTED = 130
"""What typer makes of Ctrl-C: a shell's number for it. Ours is pytest's."""

app = typer.Typer(
    cls=Group,
    context_settings=SETTINGS,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

VERBS: dict[str, Callable[..., int | None]] = {
    "run": run,
    "plan": plan,
    "judge": judge,
    "report": report,
    "compare": compare,
    "bundle": bundle,
    "list": list_scenarios,
    "validate": validate,
    "schema": schema,
    "init": init,
    "demo": demo,
    "up": up,
    "ps": ps,
    "shell": shell,
    "logs": logs,
    "fault": fault,
    "down": down,
    "clean": clean,
    "doctor": doctor,
}
for _name, _function in VERBS.items():
    app.command(_name, cls=Command)(_function)
app.add_typer(link_app, name="link")
app.add_typer(lab_app, name="lab")


def _print_version(asked: bool) -> None:  # noqa: FBT001 - typer calls it with the option's value
    if asked:
        say(f"socketlab {__version__}")
        raise typer.Exit


@app.callback()
def options(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Play a fleet of clients against a server over a real container network, from one YAML file.

    \b
    Examples:
      socketlab demo
      socketlab init
      socketlab list
      socketlab run parallel-echo --set server=thread-server
      socketlab validate my-scenario.yaml

    \b
    Exit codes: 0 pass, 1 a check failed, 2 interrupted, 3 lab error or inconclusive,
    4 invalid scenario or usage, 5 nothing ran.
    """


def run_command_line(arguments: list[str]) -> int:
    """Run a command.

    Returns:
        The exit status, one of :class:`~socketlab.errors.ExitCode`.
    """
    try:
        return _call(arguments)
    except _USAGE_ERROR as error:
        return _complain(_words_of(error), ExitCode.INVALID)
    except InvalidInputs as error:
        for each in error.errors:
            _complain_of(each)
        return ExitCode.INVALID
    except InvalidFile as error:
        return _complain_of(error)
    except SocketlabError as error:
        return _complain(str(error), error.exit_code)
    except (KeyboardInterrupt, typer.Abort):
        return _complain("interrupted", ExitCode.INTERRUPTED)


def _complain_of(error: InvalidInput) -> int:
    """Print the problems of a file as they are, anything else as an error."""
    if not isinstance(error, InvalidFile):
        return _complain(str(error), error.exit_code)
    tell_problems(error.problems)
    return error.exit_code


def _call(arguments: list[str]) -> int:
    if arguments in ([], ["lab"], ["link"]):
        arguments = [*arguments, "--help"]
    try:
        status = app(args=arguments, prog_name=program(), standalone_mode=False)
    except SystemExit as ended:  # typer's way to end with 1 when anything, not only output, is a broken pipe
        if isinstance(ended.__context__, OSError):
            raise ended.__context__ from None
        raise
    if status == _TYPERS_INTERRUPTED:
        raise KeyboardInterrupt
    return int(status or 0)


def _words_of(error: Exception) -> str:
    words = getattr(error, "format_message", None)
    path = getattr(getattr(error, "ctx", None), "command_path", "")
    verb = str(path).removeprefix(program()).strip()
    return in_words(str(words() if callable(words) else error)).replace("COMMAND", verb)


def _complain(message: str, code: ExitCode) -> int:
    tell(f"error: {message}", error=True)
    return code
