"""``python -m scenarios``, and the ``socketlab`` command."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line and leave with its exit status."""
    from scenarios.cli.app import run_command_line  # noqa: PLC0415 - an interrupt while this loads is handled

    sys.exit(run_command_line(sys.argv[1:]))


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(2)
