"""Large fleets in a few lines: what happens to each of a hundred clients is shown as totals.

Clients that end well are only counted. One that could not be started, timed out or exited with another status
than 0 has a line of its own, up to a limit for each fleet.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from socketlab.events import Event, Exited, Ready, Started, StartFailed, TimedOut
from socketlab.language.figures import counted, share
from socketlab.plan.model import Plan
from socketlab.report.wording import ending_of, sentence_of

LARGE = 10
"""Clients of a fleet that have a line each; a larger fleet has totals."""

MOST_EXCEPTIONS = 10
"""Lines about single clients of a large fleet."""


class Folding:
    """Turns the events of a run into sentences, and those of large fleets into totals.

    Args:
        plan: The run.
        every: Whether every client has its own lines, however many they are.
    """

    def __init__(self, plan: Plan, *, every: bool = False) -> None:
        sizes = Counter(client.fleet for client in plan.clients)
        large = {} if every else {name: size for name, size in sizes.items() if size > LARGE}
        fleets = {client.host.name: client.fleet for client in plan.clients}
        self._totals = {name: _Totals(name, size) for name, size in large.items()}
        self._fleet_of = {host: fleet for host, fleet in fleets.items() if fleet in large}

    def sentences(self, event: Event) -> Iterator[str]:
        """What to say about an event: one sentence, none, or those of a fleet's totals."""
        totals = self._totals.get(self._fleet_of.get(getattr(event, "host", ""), ""))
        if totals is None:
            sentence = sentence_of(event)
            yield from () if sentence is None else (sentence,)
        else:
            yield from totals.sentences(event)


def tally_of(states: Iterable[str]) -> str:
    """How many are in each state, the most frequent first: ``97 exited 0, 3 exited 1``."""
    return ", ".join(f"{number} {state}" for state, number in Counter(states).most_common())


class _Totals:
    """What is known of one large fleet."""

    def __init__(self, fleet: str, size: int) -> None:
        self._fleet = fleet
        self._size = size
        self._started = 0
        self._ready = 0
        self._endings: dict[str, str] = {}
        self._exceptions = 0

    def sentences(self, event: Event) -> Iterator[str]:
        match event:
            case Started():
                self._started += 1
                yield from self._once_all(self._started, "started")
            case Ready():
                self._ready += 1
                yield from self._once_all(self._ready, "ready")
            case Exited() | StartFailed():
                yield from self._end(event)
            case TimedOut():
                yield from self._exception(event)
            case _:
                sentence = sentence_of(event)
                yield from () if sentence is None else (sentence,)

    def _once_all(self, number: int, state: str) -> Iterator[str]:
        if number == self._size:
            yield f"{self._fleet}: {share(number, self._size, 'client', 'clients')} {state}"

    def _end(self, event: Exited | StartFailed) -> Iterator[str]:
        if event.host in self._endings:
            return
        if isinstance(event, Exited):
            well, ending = event.code == 0 or event.stopped, ending_of(event)
        else:
            well, ending = False, "could not be started"
        yield from () if well else self._exception(event)
        self._endings[event.host] = ending
        if len(self._endings) == self._size:
            ways = tally_of(self._endings.values())
            yield f"{self._fleet}: {counted(self._size, 'client', 'clients')} ended: {ways}"

    def _exception(self, event: Event) -> Iterator[str]:
        self._exceptions += 1
        if self._exceptions <= MOST_EXCEPTIONS:
            yield str(sentence_of(event))
        elif self._exceptions == MOST_EXCEPTIONS + 1:
            yield f"{self._fleet}: further clients like these are only counted"
