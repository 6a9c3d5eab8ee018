"""``validate``: check scenarios without running them."""

from __future__ import annotations

from socketlab.cli.called import tell, tell_problems
from socketlab.cli.options import Names, Settings, read_settings
from socketlab.cli.scenarios import load_one
from socketlab.console import say
from socketlab.errors import ExitCode, InvalidFile, SocketlabError


def validate(names: Names, settings: Settings = None) -> int:
    """Check scenarios without running them.

    All problems of all files are shown, each with its line.

    \b
    Examples:
      socketlab validate my-scenario.yaml
      socketlab validate scenarios/*.yaml
    """
    from socketlab.spec.catalog import find

    pairs = read_settings(settings or [])
    wrong = False
    for name in names:
        try:
            runs = load_one(find(name), pairs)
        except InvalidFile as error:
            wrong = True
            tell_problems(error.problems)
        except SocketlabError as error:
            wrong = True
            tell(f"error: {error}", error=True)
        else:
            say(f"{name}: valid, {len(runs)} run" + ("s" if len(runs) != 1 else ""))
    return ExitCode.INVALID if wrong else ExitCode.PASS
