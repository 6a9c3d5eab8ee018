"""How many zombies a host has."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field
from typing_extensions import override

from socketlab.checks.rows import RowCount
from socketlab.events import ProcessRow
from socketlab.language.bounds import Count, CountOf

ZOMBIE = "Z"
"""The state of a dead process that its parent has not waited for. Source: proc(5), /proc/[pid]/stat."""


class Zombies(RowCount):
    """A host has this many zombies at a moment: dead processes that their parents have not waited for."""

    summary: ClassVar = "the number of zombies on a host; none by default"
    example: ClassVar = "zombies: {host: server}"
    nouns: ClassVar = ("zombie", "zombies")

    kind: Literal["zombies"] = "zombies"
    count: CountOf = Field(
        default_factory=lambda: Count(at_least=0, at_most=0), description="how many; 0 by default"
    )

    @override
    def number(self, row: ProcessRow) -> int:
        return int(row.state == ZOMBIE)
