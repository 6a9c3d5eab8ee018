"""The page about the command line, from the commands themselves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import typer

from docs.generator.tables import table
from socketlab.cli.app import app
from socketlab.errors import ExitCode

_MEANING = {
    ExitCode.PASS: "every check passed, or the command did what it was asked",
    ExitCode.FAIL: "a check failed",
    ExitCode.INTERRUPTED: "interrupted; what the run made was removed",
    ExitCode.LAB_ERROR: "lab error, inconclusive evidence, or output that could not be written",
    ExitCode.INVALID: "the scenario or the command line is invalid",
    ExitCode.NOTHING_RAN: "nothing ran",
}


def page() -> str:
    """The commands."""
    root: Any = typer.main.get_command(app)
    commands = list(_commands(root, ""))
    overview = table(
        ["command", "what it does"],
        [[f"[`{name}`](#{name.replace(' ', '-')})", _first_line(command)] for name, command in commands],
    )
    statuses = table(["status", "meaning"], [[str(int(code)), _MEANING[code]] for code in ExitCode])
    sections = "\n\n".join(_section(name, command) for name, command in commands)
    return f"""\
# Commands

Each command is called as `socketlab COMMAND` where the package is installed, or `python -m scenarios COMMAND` in a clone.

{overview}

## Exit status

{statuses}

The status of `run`, `judge` and `demo` is that of the runs also where their output could not be written, because
standard output is closed or its disk is full; a line on standard error says so. Output into a pipe that is not
read to its end changes no status. An unexpected error is one line and status 3 for these three, 4 for the others;
with `SOCKETLAB_DEBUG=1` its traceback is printed too.

{sections}
"""


def _commands(group: Any, prefix: str) -> Iterator[tuple[str, Any]]:
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from _commands(command, f"{prefix}{name} ")
        else:
            yield prefix + name, command


def _first_line(command: Any) -> str:
    return str(command.help or "").strip().partition("\n")[0]


def _section(name: str, command: Any) -> str:
    options = [_option_row(part) for part in command.params if _is_option(part)]
    parts = [f"## {name}", f"`{_usage(name, command)}`", *_paragraphs(command.help or "")]
    if options:
        parts.append(table(["option", "default", "meaning"], options))
    return "\n\n".join(parts)


def _is_option(parameter: Any) -> bool:
    return parameter.param_type_name == "option" and not getattr(parameter, "hidden", False)


def _usage(name: str, command: Any) -> str:
    arguments = [_argument(part) for part in command.params if not _is_option(part)]
    return " ".join(["socketlab", name, *arguments])


def _argument(parameter: Any) -> str:
    word = (parameter.metavar or parameter.name.upper()) + ("..." if parameter.nargs == -1 else "")
    return word if parameter.required else f"[{word}]"


def _paragraphs(text: str) -> Iterator[str]:
    """Help as Markdown: a paragraph that must keep its lines (marked with a backspace) is a block of code."""
    for paragraph in text.strip().split("\n\n"):
        if not paragraph.startswith("\b"):
            yield " ".join(paragraph.split())
            continue
        heading, *lines = paragraph.removeprefix("\b").strip("\n").splitlines()
        if heading.startswith(" "):
            heading, lines = "", [heading, *lines]
        block = "\n".join(line.strip() for line in lines)
        yield "\n\n".join(filter(None, [heading.strip(), f"```\n{block}\n```" if block else ""]))


def _option_row(option: Any) -> list[str]:
    value = option.metavar or ("" if option.is_flag else _choices(option))
    names = ", ".join(f"`{name}`" for name in (*option.opts, *option.secondary_opts))
    default = option.default
    shown = (
        ""
        if default in (None, False, True) or callable(default)
        else f"`{getattr(default, 'value', default)}`"
    )
    return [f"{names} {f'`{value}`' if value else ''}".strip(), shown, option.help or ""]


def _choices(option: Any) -> str:
    choices = getattr(option.type, "choices", None)
    return "|".join(choices) if choices else str(option.name).upper()
