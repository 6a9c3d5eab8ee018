"""The faults, and when they are injected: the items of a scenario's ``timeline``.

    timeline:
      - at: 1s
        signal: {host: server, signal: USR1}
      - every: 500ms
        times: 3
        kill: {host: 1 of clients}
      - when: {host: server, contains: "Got signal 10"}
        after: 200ms
        kill: {host: server}

``at`` counts from the release; ``every`` repeats; ``when`` waits for a line that a host prints, or an event.
``jitter`` delays each of these moments by a time that the seed chooses.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Discriminator, Field, Tag, ValidationError, model_validator

from socketlab.faults import FAULTS
from socketlab.faults.api import Fault, Lasting
from socketlab.language.bounds import Model
from socketlab.language.kinds import given, item_model, words_of
from socketlab.language.units import Duration, Whole, format_duration
from socketlab.triggers.api import Trigger
from socketlab.triggers.at import At
from socketlab.triggers.event import OnEvent
from socketlab.triggers.every import MOST_TIMES, Every
from socketlab.triggers.line import Line


def _word_of_when(value: Any) -> str:
    if isinstance(value, Trigger):
        return value.word()
    return "event" if isinstance(value, dict) and "event" in value else "line"


When = Annotated[
    Annotated[Line, Tag("line")] | Annotated[OnEvent, Tag("event")], Discriminator(_word_of_when)
]
"""What a step may wait for: an event where one is named, else a line."""


class TimelineStep(Model):
    """One step: when it comes, and the one fault that it is.

    Args:
        name: What the report calls it.
        at: A time after the release.
        every: From one time to the next, for a step that is repeated.
        times: How many times it is repeated.
        lasts: For how long it is repeated.
        when: A line or an event to wait for.
        after: From that line or event to the fault.
        jitter: How much later it may come, at most; the plan chooses each moment, from the seed.
    """

    name: str | None = Field(default=None, min_length=1)
    at: Duration | None = None
    every: Duration | None = None
    times: Whole | None = Field(default=None, ge=1, le=MOST_TIMES)
    lasts: Duration | None = Field(default=None, alias="for")
    when: When | None = None
    after: Duration = 0.0
    jitter: Duration = 0.0

    @model_validator(mode="after")
    def _one_moment_and_one_fault(self) -> TimelineStep:
        timed = self.at is not None or self.every is not None
        if timed == (self.when is not None):
            raise ValueError(
                "needs either at (a time after the release), every (an interval) "
                "or when (a line that a host prints, or an event)"
            )
        if self.after and self.when is None:
            raise ValueError("after belongs to when (with at, give the time itself)")
        if self.every is None and (self.times is not None or self.lasts is not None):
            raise ValueError("times and for belong to every (add every, or remove them)")
        if len(given(self, FAULTS)) != 1:
            raise ValueError(f"needs exactly one fault, one of {', '.join(words_of(FAULTS))}")
        self._require_room(self.trigger)
        return self

    def _require_room(self, trigger: Trigger) -> None:
        lasts_s = (self.fault.lasts_s if isinstance(self.fault, Lasting) else None) or 0.0
        if trigger.times > 1 and self.every is not None and lasts_s + self.jitter >= self.every:
            cause = "the fault, with its jitter, may last" if self.jitter else "the fault lasts"
            raise ValueError(f"{cause} until it comes again (lengthen every, or shorten the fault)")

    @property
    def fault(self) -> Fault:
        """The one fault that is given."""
        found: Fault = given(self, FAULTS)[0]
        return found

    @property
    def trigger(self) -> Trigger:
        """When the step comes."""
        if self.when is not None:
            return self.when
        if self.every is None:
            return At(at=_written(self.at or 0.0))
        settings: dict[str, Any] = {"every": _written(self.every), "at": _written(self.at or 0.0)}
        settings |= {"times": self.times} if self.times is not None else {}
        settings |= {"for": _written(self.lasts)} if self.lasts is not None else {}
        try:
            return Every.model_validate(settings)
        except ValidationError as error:  # each setting is valid by itself: what is wrong is how they combine
            raise ValueError(str(error.errors()[0]["ctx"]["error"])) from error


def _written(seconds: float) -> Any:
    return format_duration(seconds)


if TYPE_CHECKING:
    TimelineItem = TimelineStep
else:
    TimelineItem = item_model("TimelineItem", TimelineStep, FAULTS)
