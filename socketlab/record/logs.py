"""How much of what hosts write is kept: a program may write without end, and a disk has one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from socketlab.events import Event

LARGEST_LOG = 64 << 20
"""Bytes of one stream of a host that are kept."""

LARGEST_LOGS = 1 << 30
"""Bytes of all logs of a run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogFull(Event):
    """A log is as long as it may be: what its host writes on this stream from now on is not kept.

    Args:
        host: Whose log.
        stream: ``stdout`` or ``stderr``.
        kept: Bytes in the log.
    """

    kind: ClassVar[str] = "log-full"
    host: str
    stream: str
    kept: int


def size_of_log(kept: int) -> str:
    """The size of a log in words: ``64 MiB``; below one mebibyte in bytes."""
    return f"{kept >> 20} MiB" if kept >> 20 else f"{kept} bytes"
