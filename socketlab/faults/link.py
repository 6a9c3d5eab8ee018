"""Links whose conditions change while a run lasts."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import model_validator

from socketlab.errors import LabError
from socketlab.faults.api import Strike
from socketlab.faults.paths import PathFault
from socketlab.language.figures import counted
from socketlab.language.groups import TwoGroups
from socketlab.language.units import Duration, format_duration
from socketlab.links.changes import LinkChange, changes_of, ramp_problem
from socketlab.links.model import Conditions, LinksPlan, Route
from socketlab.links.settings import ConditionSettings, set_in
from socketlab.links.wording import settings_in_words
from socketlab.runtimes.paths import ChangesLinks


class Link(TwoGroups, ConditionSettings, PathFault):
    """Changes the conditions between two groups of hosts, at once or gradually.

    The conditions are those of a link, other than a profile. One that is not named stays as declared; without
    a link the path is a perfect LAN. When the fault ends, the declared conditions return. With ``over`` the
    change is gradual: from the declared conditions to the named ones, in a straight line, in steps of a tenth
    of a second. Packets that are under way keep the delay that they had. Of two changes of one path the later
    one is in force, and the earlier one again when that has ended. If no packet passed, the run is
    inconclusive.

    Args:
        between: Two groups, for both directions.
        from: The senders, for one direction only.
        to: The receivers.
        over: How long the change takes; ``delay``, ``jitter``, ``loss`` and ``rate`` can change gradually.
        for: For how long, from the beginning of the change; to the end of the run by default.
    """

    summary: ClassVar = "changes the conditions of links, at once or gradually"
    example: ClassVar = 'at: 300ms\nlink: {between: [server, "*"], delay: 40ms, over: 300ms, for: 600ms}'
    needs: ClassVar = (ChangesLinks,)

    kind: Literal["link"] = "link"
    over: Duration = 0.0

    @model_validator(mode="after")
    def _conditions_that_fit(self) -> Link:
        settings = set_in(self)
        if not settings:
            raise ValueError("has no condition (give it a delay, a loss or a rate)")
        if self.jitter and self.delay is not None and self.jitter > self.delay:
            raise ValueError("jitter is more than the delay")
        problem = ramp_problem(settings) if self.over else None
        if problem is not None:
            raise ValueError(problem)
        if self.lasts is not None and self.over > self.lasts:
            raise ValueError(
                f"over ({format_duration(self.over)}) is longer than for ({format_duration(self.lasts)})"
            )
        return self

    def conditions(self, routes: tuple[Route, ...], links: LinksPlan) -> tuple[Conditions, ...]:
        """What it puts in force, once for each pair of hosts."""
        changed = changes_of(links, routes, set_in(self), ramped=bool(self.over))
        return tuple(each.after for each in changed.values())

    def apply(self, strike: Strike) -> str:
        """Change the conditions."""
        settings = set_in(self)
        change = LinkChange(
            key=strike.key,
            routes=strike.routes,
            settings=settings,
            over_s=self.over,
            lasts_s=self.router_lasts_s,
        )
        strike.capability(ChangesLinks).change_links(change)
        gradually = f", over {format_duration(self.over)}" if self.over else ""
        return f"{', '.join(settings_in_words(settings))}{gradually}"

    def undo(self, strike: Strike) -> str:
        """Return to the declared conditions.

        Raises:
            LabError: when no packet passed meanwhile.
        """
        restored = strike.capability(ChangesLinks).restore_links(strike.key)
        if not restored:
            return "reset before"
        packets = restored[strike.key]
        if not packets:
            raise LabError("it had no effect: no packet came that way")
        return f"as declared again, {counted(packets, 'packet', 'packets')} passed"
