"""From names on the command line to loaded scenarios, or every problem of every file at once."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Self

from socketlab.cli.options import read_settings, read_timeout
from socketlab.errors import InvalidFile, InvalidInput, InvalidInputs

if TYPE_CHECKING:
    from socketlab.spec.load import Scenario


class Mistakes:
    """Collects what is wrong with a command, as a context around each part of it."""

    def __init__(self) -> None:
        self._errors: list[InvalidInput] = []

    def __enter__(self) -> Self:
        """Begin a part."""
        return self

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> bool:
        """Keep a mistake for later; other errors pass."""
        if not isinstance(error, InvalidInput):
            return False
        self._errors.append(error)
        return True

    def require_none(self) -> None:
        """Raise all mistakes at once.

        Raises:
            InvalidFile: when all of them are in files.
            InvalidInput: when there are others.
        """
        in_files = [error for error in self._errors if isinstance(error, InvalidFile)]
        others = [error for error in self._errors if not isinstance(error, InvalidFile)]
        if in_files:
            others.append(InvalidFile(tuple(problem for error in in_files for problem in error.problems)))
        if others:
            raise others[0] if len(others) == 1 else InvalidInputs(tuple(others))


def read_timeouts(
    mistakes: Mistakes, timeout: str | None, ready_timeout: str | None
) -> tuple[float | None, float | None]:
    """The two options in seconds; what is wrong with them goes to the mistakes."""
    seconds: list[float | None] = []
    for text, option in ((timeout, "--timeout"), (ready_timeout, "--ready-timeout")):
        seconds.append(None)
        with mistakes:
            seconds[-1] = read_timeout(text, option=option)
    return seconds[0], seconds[1]


def load_all(
    names: list[str],
    settings: list[str],
    *,
    tag: str | None = None,
    mistakes: Mistakes | None = None,
    idle: bool = False,
) -> list[Scenario]:
    """Every run of every scenario named, and of those with a tag.

    Args:
        names: Names of the catalogue, and files.
        settings: ``name=value`` pairs.
        tag: A tag of the catalogue.
        mistakes: Those found before, to report together with these.
        idle: Accept scenarios in which nothing happens.

    Raises:
        InvalidFile: with the problems of all files together.
        InvalidInput: when one cannot be found, or an option is wrong.
    """
    from socketlab.spec.catalog import find, tagged

    if not names and tag is None:
        raise InvalidInput("nothing to run", hint="name a scenario, a file or a --tag")
    mistakes = mistakes or Mistakes()
    pairs: dict[str, str] = {}
    with mistakes:
        pairs = read_settings(settings)
    files: list[Path] = []
    for name in names:
        with mistakes:
            files.append(find(name))
    with mistakes:
        files += tagged(tag) if tag is not None else ()
    scenarios: list[Scenario] = []
    for file in dict.fromkeys(files):
        with mistakes:
            scenarios += load_one(file, pairs, idle=idle)
    mistakes.require_none()
    return scenarios


def load_one(file: Path, settings: Mapping[str, str], *, idle: bool = False) -> tuple[Scenario, ...]:
    """The runs of one file: at least one.

    Raises:
        InvalidFile: with the problems of the file.
        InvalidInput: when it cannot be read, or a setting names nothing in it.
    """
    from socketlab.spec.load import load

    return load(file, settings=settings, idle=idle)
