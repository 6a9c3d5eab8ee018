"""The one way in which this package prints: whole lines, and nothing in them that acts on a terminal.

Texts of programs, scenarios and stored runs appear in most lines. Printed here, none of them can add a line
of its own, and lines from several threads do not run into each other.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from socketlab.language.printable import printable


def say(line: str, *, error: bool = False) -> None:
    """Print one line at once, also into a pipe.

    Args:
        line: Its text; what is not printable in it is escaped.
        error: Print it on standard error.
    """
    stream = sys.stderr if error else sys.stdout
    stream.write(f"{printable(line)}\n")
    stream.flush()


def say_json(value: Any, *, indent: int | None = 2) -> None:
    """Print a value as JSON in ASCII: one line, or several with an indent."""
    sys.stdout.write(f"{json.dumps(value, indent=indent)}\n")
    sys.stdout.flush()
