"""A step that is due when something happens to a host."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from pydantic import Field, model_validator

from socketlab.events import Exited, Noted, Ready, Released
from socketlab.language.selectors import Selectors
from socketlab.language.units import Size, Whole, format_size
from socketlab.record.journal import Connected, parse
from socketlab.record.observations import Transferred
from socketlab.triggers.api import Happening, Resolve, Trigger

_OF_EVENT = {
    "ready": Ready,
    "exited": Exited,
    "released": Released,
    "connected": Noted,
    "transferred": Transferred,
}


class OnEvent(Trigger):
    """Something that happens: a host is ready or has exited, connects or transfers; the fleets are released.

    ``connected`` counts the connections in the journals of the hosts: a server's has those that it
    accepted, a client's those that it made. ``transferred`` needs no journal: the host's kernel counts the
    bytes of IP that come in and go out, headers included, since the host started; for a host of the
    standing lab since the release. The counters are read up to ten times a second, by a command on the
    host: by then it may have transferred more than ``bytes``.

    Args:
        event: What happens.
        host: To which hosts; of several, what happens to any of them is counted.
        number: Which time, from 1.
        bytes: For ``transferred``, how many bytes; of several hosts, those of all of them together.
    """

    summary: ClassVar = "once, when something happens: ready, exited, connected, transferred, released"
    example: ClassVar = (
        "when: {event: connected, host: server, number: 2}\nsignal: {host: server, signal: HUP}"
    )

    kind: Literal["event"] = "event"
    event: Literal["ready", "exited", "released", "connected", "transferred"]
    host: Selectors | None = None
    number: Whole = Field(default=1, ge=1)
    bytes_: Size | None = Field(default=None, alias="bytes", ge=1)

    @model_validator(mode="after")
    def _whose(self) -> OnEvent:
        if self.event == "released" and self.number > 1:
            raise ValueError("released happens once (leave number out)")
        if (self.event == "released") != (self.host is None):
            needs = "happens once, to the whole run (leave host out)" if self.host else "needs a host"
            raise ValueError(f"{self.event} {needs}")
        if (self.event == "transferred") != (self.bytes_ is not None):
            needs = "counts no bytes (leave bytes out)" if self.bytes_ else "needs bytes, such as 1MB"
            raise ValueError(f"{self.event} {needs}")
        if self.event == "transferred" and self.number > 1:
            raise ValueError("transferred happens once (leave number out, and give more bytes)")
        return self

    @property
    def transfer(self) -> tuple[tuple[str, ...], int] | None:
        """The hosts and the bytes, for ``transferred``."""
        return None if self.bytes_ is None else (tuple(self.host or ()), self.bytes_)

    def watch(self) -> EventWatch:
        """What counts the events of one run."""
        return EventWatch(self)

    @property
    def wording(self) -> str:
        """``when server is ready``."""
        which = f" ({self.number}.)" if self.number > 1 else ""
        verb = "has exited" if self.event == "exited" else f"is {self.event}"
        whose = ", ".join(self.host or ("the run",))
        if self.bytes_ is not None:
            return f"when {whose} has transferred {format_size(self.bytes_)}"
        return f"when {whose} {verb}{which}"

    def planned(self, resolve: Resolve, variables: Mapping[str, str]) -> OnEvent:
        """With host names."""
        del variables
        return self if self.host is None else self.model_copy(update={"host": resolve(self.host)})


class EventWatch:
    """Counts the events that a trigger waits for.

    Args:
        trigger: The trigger, planned.
    """

    def __init__(self, trigger: OnEvent) -> None:
        self._wanted = _OF_EVENT[trigger.event]
        self._hosts = frozenset(trigger.host or ())
        self._left = trigger.number
        self._transfer = trigger.transfer

    def sees(self, happening: Happening) -> bool:
        """Whether the event has come."""
        if isinstance(happening, self._wanted) and self._counts(happening):
            self._left -= 1
        return self._left <= 0

    def _counts(self, happening: Happening) -> bool:
        match happening:
            case Ready(host=host) | Exited(host=host):
                return host in self._hosts
            case Noted(host=host, note=note):
                return host in self._hosts and isinstance(parse(note), Connected)
            case Transferred(hosts=hosts, wanted_bytes=size):
                return (hosts, size) == self._transfer
        return True
