"""The triggers: one file each, and this one list of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from socketlab.language.kinds import union_of
from socketlab.triggers.api import Trigger
from socketlab.triggers.at import At
from socketlab.triggers.event import OnEvent
from socketlab.triggers.every import Every
from socketlab.triggers.line import Line

TRIGGERS: tuple[type[Trigger], ...] = (At, Every, Line, OnEvent)
"""Every trigger, in the order of the reference."""

if TYPE_CHECKING:
    AnyTrigger = Trigger
else:
    AnyTrigger = union_of(TRIGGERS)
