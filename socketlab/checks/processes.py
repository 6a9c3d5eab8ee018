"""How many processes a host has."""

from __future__ import annotations

from typing import ClassVar, Literal

from typing_extensions import override

from socketlab.checks.rows import RowCount
from socketlab.events import ProcessRow


class Processes(RowCount):
    """A host has this many processes at a moment: its first one and zombies included."""

    summary: ClassVar = "the number of processes on a host, zombies included"
    example: ClassVar = "processes: {host: server, at: start, count: 1}"
    nouns: ClassVar = ("process", "processes")

    kind: Literal["processes"] = "processes"

    @override
    def number(self, row: ProcessRow) -> int:
        return 1
