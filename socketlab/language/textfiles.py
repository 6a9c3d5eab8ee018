"""Text files that a scenario or its user names: read without blocking and up to a size.

A name may lead to a FIFO without a writer, to a device without an end or to a file of gigabytes.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from socketlab.errors import InvalidInput

LARGEST_TEXT = 4 << 20
"""Bytes of a text file."""

_KINDS = {
    stat.S_IFDIR: "is a directory",
    stat.S_IFIFO: "is a FIFO, not a regular file",
    stat.S_IFCHR: "is a device, not a regular file",
    stat.S_IFBLK: "is a device, not a regular file",
}


def read_text(file: Path, *, shown_as: str, piped: bool = False) -> str:
    """The text of a file.

    Args:
        file: Where it is.
        shown_as: What messages call it.
        piped: Whether it may be a pipe, such as ``/dev/stdin`` or the shell's ``<(...)``.

    Raises:
        InvalidInput: when it cannot be read, is not a regular file, is too long or is not UTF-8 text.
    """
    try:
        content = _content(file, piped=piped)
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        line, byte = before.count(b"\n") + 1, error.start - before.rfind(b"\n")
        place = f"byte {byte} of line {line}"
        raise InvalidInput(f'cannot read "{shown_as}": not UTF-8 text ({place}; save it as UTF-8)') from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise InvalidInput(f'cannot read "{shown_as}": {reason[:1].lower()}{reason[1:]}') from error
    except ValueError as error:
        raise InvalidInput(f'cannot read "{shown_as}": no file can have this name') from error


def _content(file: Path, *, piped: bool) -> bytes:
    """The bytes of a file.

    Raises:
        OSError: when it cannot be read; also for what is not a regular file, and for too many bytes.
        ValueError: when no file can have this name.
    """
    descriptor = os.open(file, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb") as opened:
        kind = stat.S_IFMT(os.fstat(descriptor).st_mode)
        if kind != stat.S_IFREG and not (piped and kind == stat.S_IFIFO):
            raise OSError(0, _KINDS.get(kind, "is not a regular file"))
        os.set_blocking(descriptor, True)
        content = opened.read(LARGEST_TEXT + 1)
    if len(content) > LARGEST_TEXT:
        raise OSError(0, f"more than {LARGEST_TEXT >> 20} MiB")
    return content
