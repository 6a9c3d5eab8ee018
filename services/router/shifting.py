"""Which conditions each path has at a moment: those of the setup, or those of the changes in force."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

from services.router.orders import Change, Conditions, Path, Setup

STEP_S = 0.1
"""From one step of a gradual change to the next."""

Pair = tuple[str, str]


@dataclass(frozen=True)
class Begun:
    """A change that has begun.

    Args:
        change: What was asked for.
        at_s: When it began.
        moves: The conditions of each of its paths, by the pair of addresses: before it, and in the end.
    """

    change: Change
    at_s: float
    moves: dict[Pair, tuple[Conditions, Conditions]]

    @property
    def ends_s(self) -> float:
        """When it ends by itself."""
        return self.at_s + self.change.lasts_s

    def share(self, moment_s: float) -> float:
        """How much of it is done."""
        over_s = self.change.over_s
        return min(1.0, max(0.0, (moment_s - self.at_s) / over_s)) if over_s else 1.0

    def next_s(self, moment_s: float) -> float:
        """When it has to be looked at again."""
        return min(self.ends_s, moment_s + STEP_S) if self.share(moment_s) < 1 else self.ends_s


class Shifts:
    """The changes of one router.

    Args:
        setup: What was declared.
    """

    def __init__(self, setup: Setup) -> None:
        self._declared: dict[Pair, Path] = {(path.source, path.destination): path for path in setup.paths}
        self._in_force = dict(self._declared)
        self._begun: dict[str, Begun] = {}

    @property
    def paths(self) -> tuple[Path, ...]:
        """All paths as they are now, in the order of their numbers."""
        return tuple(self._in_force.values())

    def begin(self, change: Change, moment_s: float) -> None:
        """Take note of a change; a path without a number gets one."""
        for shift in change.shifts:
            if shift.pair not in self._declared:
                mark = len(self._declared) + 1
                fresh = Path(mark, shift.source, shift.destination, shift.segment, Conditions())
                self._declared[shift.pair] = self._in_force[shift.pair] = fresh
        moves = {
            shift.pair: (self._declared[shift.pair].conditions, shift.conditions) for shift in change.shifts
        }
        self._begun[change.key] = Begun(change, moment_s, moves)

    def end(self, key: str) -> None:
        """Forget a change; safe to repeat."""
        self._begun.pop(key, None)

    def end_late(self, moment_s: float) -> list[str]:
        """Forget the changes whose time is over; their keys."""
        late = [key for key, begun in self._begun.items() if begun.ends_s <= moment_s]
        for key in late:
            self.end(key)
        return late

    def due(self, moment_s: float) -> list[tuple[Path, Path]]:
        """The paths whose conditions are not what they should be: each as it is, and as it should be."""
        wanted = {pair: path.conditions for pair, path in self._declared.items()}
        for begun in self._begun.values():
            share = begun.share(moment_s)
            wanted |= {pair: between(*move, share) for pair, move in begun.moves.items()}
        return [
            (path, replace(path, conditions=wanted[pair]))
            for pair, path in self._in_force.items()
            if path.conditions != wanted[pair]
        ]

    def done(self, paths: list[Path]) -> None:
        """These paths now are as given."""
        self._in_force |= {(path.source, path.destination): path for path in paths}

    def next_s(self, moment_s: float) -> float | None:
        """When something is to be done next; ``None`` while nothing is."""
        return min((begun.next_s(moment_s) for begun in self._begun.values()), default=None)

    def paths_of(self, key: str) -> list[Path]:
        """The paths of a change as they are now, without those that a later change has taken over."""
        keys = list(self._begun)
        later = {pair for each in keys[keys.index(key) + 1 :] for pair in self._begun[each].moves}
        return [self._in_force[pair] for pair in self._begun[key].moves if pair not in later]

    @property
    def keys(self) -> tuple[str, ...]:
        """The changes in force, in the order of their beginnings."""
        return tuple(self._begun)


def between(before: Conditions, after: Conditions, share: float) -> Conditions:
    """Conditions on the straight line between two; what is not a number is that of the second."""
    if share >= 1:
        return after
    changed = {}
    for name in (field.name for field in fields(Conditions)):
        first, last = getattr(before, name), getattr(after, name)
        if first != last and not isinstance(last, str):
            value = first + (last - first) * share
            changed[name] = round(value) if isinstance(last, int) else value
    return replace(after, **changed)
