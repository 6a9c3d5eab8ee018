"""The program beside a player that removes what the run left when the player is killed.

It reads its order from standard input and waits there. The player says goodbye once all is removed; an input
that ends without that means that the player is gone. Until then it is an interpreter without any module of
this package or of the engine's SDK, so that it costs a run milliseconds and few megabytes.

Started by :mod:`socketlab.run.watching`.
"""

from __future__ import annotations

import os
import sys

GOODBYE = b"goodbye"

_BLOCK = 65536


def write_order(run: str, runtime: str, path: list[str]) -> bytes:
    """The player's order as bytes.

    Args:
        run: Which run to remove.
        runtime: The runtime's name.
        path: Where the player imports from.
    """
    return "\0".join((run, runtime, *path)).encode("utf-8", "surrogateescape") + b"\n"


def read_order(content: bytes) -> tuple[str, str, list[str]] | None:
    """What to remove, and how; ``None`` when the player said goodbye, or ended before the order was complete.

    Args:
        content: All that came on standard input.
    """
    line, end, rest = content.partition(b"\n")
    if not end or rest == GOODBYE:
        return None
    run, runtime, *path = line.decode("utf-8", "surrogateescape").split("\0")
    return run, runtime, path


def main() -> None:
    """Wait for the player's end, and do what it left undone."""
    content = b""
    while block := os.read(0, _BLOCK):
        content += block
    order = read_order(content)
    if order is None:
        os._exit(0)  # nothing to flush: the player is waiting
    run, runtime, sys.path[:] = order
    from functools import partial

    from socketlab.run.cleaning import remove_run
    from socketlab.runtimes import make_runtime

    remove_run(run, partial(make_runtime, runtime))


if __name__ == "__main__":
    main()
