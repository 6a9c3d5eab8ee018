"""Options that several commands share, and how their values are read."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from socketlab.errors import InvalidInput


class Format(StrEnum):
    """The output format: for users, or for programs."""

    TEXT = "text"
    JSON = "json"


class ResultFormat(StrEnum):
    """The output format of results: those of all commands, and the Test Anything Protocol."""

    TEXT = "text"
    JSON = "json"
    TAP = "tap"


class Probing(StrEnum):
    """How the conditions of links are measured: with a few probes each, or with thousands."""

    QUICK = "quick"
    THOROUGH = "thorough"


Names = Annotated[
    list[str], typer.Argument(metavar="NAME|FILE", help="Scenarios of the catalogue, or files.")
]
Settings = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="NAME=VALUE", help="Set a variable, or choose one value of a matrix axis."),
]
Seed = Annotated[int | None, typer.Option("--seed", metavar="N", min=0, help="Seed of every random choice.")]
Timeout = Annotated[
    str | None,
    typer.Option("--timeout", metavar="DURATION", help="Replace the scenario's timeout, such as 30s."),
]
ReadyTimeout = Annotated[
    str | None,
    typer.Option("--ready-timeout", metavar="DURATION", help="How long hosts may take to become ready."),
]
OutputFormat = Annotated[Format, typer.Option("--format", help="The output format.")]
ResultsFormat = Annotated[
    ResultFormat,
    typer.Option("--format", help="The output format; tap is the Test Anything Protocol, version 14."),
]
RuntimeName = Annotated[
    str | None,
    typer.Option(
        "--runtime",
        metavar="NAME",
        help="What hosts run on: docker, or what SOCKETLAB_RUNTIME says.",
        show_default=False,
    ),
]


Probe = Annotated[
    Probing, typer.Option("--probe", help="How links are measured; thorough takes seconds for each.")
]


def read_settings(settings: list[str], *, example: str = "--set name=value") -> dict[str, str]:
    """``name=value`` pairs.

    Raises:
        InvalidInput: for one that is not such a pair.
    """
    pairs = {}
    for setting in settings:
        name, equals, value = setting.partition("=")
        if not equals or not name:
            raise InvalidInput(f'"{setting[:80]}" is not a setting', hint=f"write {example}")
        pairs[name.strip()] = value
    return pairs


def read_timeout(text: str | None, *, option: str = "--timeout") -> float | None:
    """A duration with its unit, or nothing.

    Args:
        text: What the user wrote.
        option: What messages call it.

    Raises:
        InvalidInput: when it is not a duration that a scenario may have, from 1 ms to 24 h.
    """
    from socketlab.spec.scenario import parse_timeout

    if text is None:
        return None
    try:
        return parse_timeout(text)
    except ValueError as error:
        raise InvalidInput(f"{option}: {error}") from error
