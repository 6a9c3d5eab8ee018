"""The end of every cut."""

from __future__ import annotations

from typing import ClassVar, Literal

from socketlab.faults.api import Fault, Strike
from socketlab.faults.paths import affected
from socketlab.language.figures import counted
from socketlab.runtimes.paths import CutsPaths


class Heal(Fault):
    """Mends all paths that faults have cut: ends every partition and the like that is in force."""

    summary: ClassVar = "mends all paths that were cut"
    example: ClassVar = "at: 800ms\nheal: {}"
    needs: ClassVar = (CutsPaths,)

    kind: Literal["heal"] = "heal"

    @property
    def subject(self) -> str:
        """All paths."""
        return "all paths"

    def apply(self, strike: Strike) -> str:
        """Mend the paths."""
        mended = strike.capability(CutsPaths).mend(None)
        if not mended:
            return "nothing was cut"
        for packets in mended.values():
            affected(packets)
        return f"{counted(len(mended), 'cut', 'cuts')} ended, {affected(sum(mended.values()))}"
