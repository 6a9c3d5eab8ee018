"""``python -m scenarios``, and the ``socketlab`` command."""

from __future__ import annotations

import contextlib
import gc
import os
import sys

INTERRUPTED = 2


def main() -> None:
    """Run the command line and leave with its exit status.

    Everything is closed and written when a command returns. Taking the loaded modules apart one by one,
    as a regular exit does, takes longer than a run on the standing lab takes to begin: so it is left out.
    """
    try:
        status = _load_and_run()
    except KeyboardInterrupt:
        status = INTERRUPTED
    with contextlib.suppress(OSError):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(status)


def _load_and_run() -> int:
    gc.disable()  # loading makes many objects and no garbage: a tenth of the start-up is spent finding none
    from socketlab.cli.app import run_command_line  # noqa: PLC0415 - an interrupt while this loads is caught

    return run_command_line(sys.argv[1:])


if __name__ == "__main__":
    main()
