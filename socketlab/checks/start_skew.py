"""How far apart the clients of a fleet start."""

from __future__ import annotations

from typing import ClassVar, Literal

from typing_extensions import override

from socketlab.checks.api import Answer, Measure, of_fleet
from socketlab.checks.times import TimeLimits, unmeasured
from socketlab.language.figures import milliseconds
from socketlab.record.evidence import Evidence


class StartSkew(TimeLimits):
    """The time between a fleet's first and last start, less planned delays, lies within the limits.

    A client that keeps a journal starts when it calls connect; any other when its gate releases it, or,
    without a gate, when its container starts. Where connects and releases are known, the answer has both:
    gates release within a few milliseconds, and the rest is the time that programs need from there to their
    first call. Twenty interpreters that start on two processors take a second for that, twenty compiled
    programs a small part of it.
    """

    summary: ClassVar = "the time between a fleet's first and last connect, or release"
    example: ClassVar = "start_skew: {fleet: clients, at_most: 2s}"

    lateness_shortens: ClassVar = True

    kind: Literal["start_skew"] = "start_skew"

    @property
    @override
    def title(self) -> str:
        return f"{of_fleet('clients', self.fleet)} start {self.wording} apart"

    @override
    def judge(self, evidence: Evidence) -> Answer:
        clients = evidence.fleet(self.fleet)
        skew = evidence.skew_s(clients)
        if skew is None:
            why = unmeasured(clients, evidence, otherwise="the starts of some clients are not known")
            return self.unknown(evidence, why)
        error_s = evidence.skew_error_s(clients)
        measures = [Measure("start_skew", skew, "s", error=error_s)]
        seen, release_s = milliseconds(skew), evidence.release_skew_s(clients)
        if release_s is not None:
            measures.append(Measure("release_skew", release_s, "s"))
            seen += f" between connects, {milliseconds(release_s)} between releases" * (release_s != skew)
        late_s = evidence.late_s(self.fleet)
        return self.decided([skew], seen, measures, late_s=late_s, error_s=error_s)
