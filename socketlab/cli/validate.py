"""``validate``: check scenarios without running them."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from socketlab.cli.called import tell, tell_problems
from socketlab.cli.options import Format, Names, OutputFormat, Settings, read_settings
from socketlab.cli.scenarios import load_one
from socketlab.console import say, say_json
from socketlab.errors import ExitCode, InvalidFile, Problem, SocketlabError


def validate(names: Names, settings: Settings = None, output: OutputFormat = Format.TEXT) -> int:
    """Check scenarios without running them.

    All problems of all files are shown, each with its line.

    \b
    Examples:
      socketlab validate my-scenario.yaml
      socketlab validate scenarios/*.yaml
      socketlab validate scenarios/*.yaml --format json
    """
    pairs = read_settings(settings or [])
    answers = [_examine(name, pairs) for name in names]
    if output is Format.JSON:
        say_json([asdict(answer) for answer in answers])
    else:
        for answer in answers:
            _show(answer)
    return ExitCode.PASS if all(answer.valid for answer in answers) else ExitCode.INVALID


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    """What is to be said of one name.

    Args:
        name: As it was given.
        valid: Whether it can be run.
        runs: How many runs it has.
        problems: What is wrong with its file.
        error: Why the file is not found, or cannot be read.
    """

    name: str
    valid: bool
    runs: int = 0
    problems: tuple[Problem, ...] = ()
    error: str = ""


def _examine(name: str, settings: dict[str, str]) -> _Answer:
    from socketlab.spec.catalog import find

    try:
        runs = load_one(find(name), settings)
    except InvalidFile as error:
        return _Answer(name=name, valid=False, problems=tuple(error.problems))
    except SocketlabError as error:
        return _Answer(name=name, valid=False, error=str(error))
    return _Answer(name=name, valid=True, runs=len(runs))


def _show(answer: _Answer) -> None:
    if answer.valid:
        say(f"{answer.name}: valid, {answer.runs} run" + ("s" if answer.runs != 1 else ""))
    elif answer.error:
        tell(f"error: {answer.error}", error=True)
    else:
        tell_problems(answer.problems)
