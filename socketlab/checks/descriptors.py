"""How many file descriptors a host's first process has open."""

from __future__ import annotations

from typing import ClassVar, Literal

from typing_extensions import override

from socketlab.checks.rows import RowCount
from socketlab.events import ProcessRow


class Descriptors(RowCount):
    """The first process of a host has this many file descriptors open at a moment."""

    summary: ClassVar = "the number of open file descriptors of a host's first process"
    example: ClassVar = "descriptors: {host: server, count: {at_most: 64}}"
    nouns: ClassVar = ("open file descriptor", "open file descriptors")
    subject: ClassVar = "the first process of {host} has"

    kind: Literal["descriptors"] = "descriptors"

    @override
    def number(self, row: ProcessRow) -> int | None:
        return row.descriptors if row.pid == 1 else 0
