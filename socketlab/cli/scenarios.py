"""From names on the command line to loaded scenarios, or every problem of every file at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from socketlab.cli.options import read_settings
from socketlab.errors import InvalidFile, InvalidInput, NothingToRun, Problem

if TYPE_CHECKING:
    from socketlab.spec.load import Scenario


def load_all(names: list[str], settings: list[str], *, tag: str | None = None) -> list[Scenario]:
    """Every run of every scenario named, and of those with a tag.

    Raises:
        InvalidFile: with the problems of all files together.
        InvalidInput: when one cannot be found.
        NothingToRun: when the settings leave one without a run.
    """
    from socketlab.spec.catalog import find, tagged

    if not names and tag is None:
        raise InvalidInput("nothing to run", hint="name a scenario, a file or a --tag")
    pairs = read_settings(settings)
    files = [*(find(name) for name in names), *(tagged(tag) if tag is not None else ())]
    problems: list[Problem] = []
    scenarios: list[Scenario] = []
    for file in dict.fromkeys(files):
        try:
            scenarios += load_one(file, pairs)
        except InvalidFile as error:
            problems += error.problems
    if problems:
        raise InvalidFile(tuple(problems))
    return scenarios


def load_one(file: Path, settings: Mapping[str, str]) -> tuple[Scenario, ...]:
    """The runs of one file: at least one.

    Raises:
        InvalidFile: with the problems of the file.
        InvalidInput: when it cannot be read, or a setting names nothing in it.
        NothingToRun: when the settings leave no run.
    """
    from socketlab.spec.load import load

    runs = load(file, settings=settings)
    if not runs:
        raise NothingToRun(
            f'no run of "{file.stem}" is left {_with(settings.items())}',
            hint="give each --set a value that the scenario can use",
        )
    return runs


def _with(settings: Iterable[tuple[str, str]]) -> str:
    given = " ".join(f"--set {name}={value}"[:80] for name, value in settings)
    return f"with {given}" if given else "of its matrix"
