"""Usage errors in the words of all other messages, whatever typer calls them."""

from __future__ import annotations

import re

_WORDS = (
    (
        r"Invalid value for '([^']+)': '(.*)' is not one of (.*)",
        r'\1: "\2" is not one of \3',
    ),
    (r"Invalid value for '([^']+)': \S+ is not in the range x>=(\S+)", r"\1: must be \2 or more"),
    (r"Invalid value for '([^']+)': \S+ is not in the range (\S+?)<=x<=(\S+)", r"\1: must be from \2 to \3"),
    (r"Invalid value for '([^']+)': .* is not a valid int.*", r"\1: must be a whole number"),
    (r"Invalid value for '([^']+)': (.*)", r"\1: \2"),
    (r"Missing argument '([^']+)'", r"no \1 given (see socketlab COMMAND --help)"),
    (r"No such command '(.*)'\. Did you mean '(.*)'\?", r'no command "\1" (did you mean "\2"?)'),
    (r"No such command '(.*)'", r'no command "\1" (see --help)'),
    (r"No such option: (\S+) \(Possible options: (.*)\)", r'no option "\1" (use one of \2)'),
    (r"No such option: (\S+) Did you mean (\S+)\?", r'no option "\1" (did you mean "\2"?)'),
    (r"No such option: (.*)", r'no option "\1" (see --help)'),
    (r"Option '([^']+)' requires an argument", r"\1 needs a value"),
    (r"Option '([^']+)' does not take a value", r"\1 takes no value"),
    (r"Got unexpected extra arguments? ?(?:\(s\) )?\((.*)\)", r'unexpected argument "\1"'),
)
"""What a message is, and what is printed instead."""

_LONGEST = 200


def in_words(message: str) -> str:
    """A usage error as one line.

    Args:
        message: As typer has it.
    """
    line = " ".join(message.split()).rstrip(".")
    for pattern, words in _WORDS:
        found = re.fullmatch(pattern, line)
        if found:
            line = found.expand(words)
            break
    line = re.sub(r"is not one of '.*'$", lambda rest: rest[0].replace("'", ""), line)
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 3]}..."
