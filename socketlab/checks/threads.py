"""How many threads a host's first process has."""

from __future__ import annotations

from typing import ClassVar, Literal

from typing_extensions import override

from socketlab.checks.rows import RowCount
from socketlab.events import ProcessRow


class Threads(RowCount):
    """The first process of a host has this many threads at a moment, its main thread included."""

    summary: ClassVar = "the number of threads of a host's first process"
    example: ClassVar = "threads: {host: server, at: start, count: 1}"
    nouns: ClassVar = ("thread", "threads")
    subject: ClassVar = "the first process of {host} has"

    kind: Literal["threads"] = "threads"

    @override
    def number(self, row: ProcessRow) -> int:
        return row.threads if row.pid == 1 else 0
