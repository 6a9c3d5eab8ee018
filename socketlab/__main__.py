"""``python -m scenarios``, and the ``socketlab`` command."""

from __future__ import annotations

from socketlab.cli.signals import leave_at_once, unwind

OUTPUT_LOST = 3


def main() -> None:
    """Run the command line and leave with its exit status.

    Everything is closed and written when a command returns. Taking the loaded modules apart one by one,
    as a regular exit does, takes longer than a run on the standing lab takes to begin: so it is left out.
    """
    leave_at_once()  # before anything else is loaded
    import os
    import sys

    from socketlab.cli.standard import Standard
    from socketlab.cli.unexpected import Explained, gives_verdict, take_hooks

    streams = Standard()
    take_hooks()
    arguments = sys.argv[1:]
    with Explained(arguments) as explained:
        explained.status = _run(arguments)
    status = explained.status
    leave_at_once(status)
    if lost := streams.finish():
        sys.stderr.write(f"error: cannot write to standard output: {lost}\n")
        status = status if status or gives_verdict(arguments) else OUTPUT_LOST
    os._exit(status)


def _run(arguments: list[str]) -> int:
    import gc

    gc.disable()  # loading makes many objects and no garbage: a tenth of the start-up is spent finding none
    from socketlab.cli.app import run_command_line

    unwind()
    return run_command_line(arguments)


if __name__ == "__main__":
    main()
