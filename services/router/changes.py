"""The changes of links while a run lasts: put in force, moved on step by step, and ended in time.

A thread ends each change when its time is over, so that no change outlives a player that was killed. It also
takes the steps of gradual changes. Orders come from the main thread; a lock keeps the two apart.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from services.router.altering import Alteration, Move, made_by
from services.router.commands import Command
from services.router.counting import COUNTERS, RULES, count_script, handles_of, passed, uncount_script
from services.router.orders import Change, Path, Setup
from services.router.shifting import Shifts


class Changes:
    """The changes of one router.

    Args:
        setup: What was declared.
        interfaces: The router's interface in each network.
        netem: Whether the kernel has it.
        run: Runs a command, and returns what it says.
        tell: Gives the packet loop the conditions of paths.
        fail: Called with a reason when the thread cannot go on.
    """

    def __init__(
        self,
        setup: Setup,
        interfaces: tuple[str, ...],
        *,
        netem: bool,
        run: Callable[[Command], str],
        tell: Callable[[list[Path]], None],
        fail: Callable[[str], None],
    ) -> None:
        self._setup = setup
        self._interfaces = interfaces
        self._netem = netem
        self._run = run
        self._tell = tell
        self._fail = fail
        self._shifts = Shifts(setup)
        self._made = made_by(setup, netem=netem)
        self._counted: set[str] = set()
        self._lock = threading.Condition(threading.RLock())
        self._thread: threading.Thread | None = None

    def begin(self, change: Change) -> None:
        """Put a change in force; one that fails has not begun."""
        with self._lock:
            moment_s = time.monotonic()
            self._shifts.begin(change, moment_s)
            try:
                self._move(moment_s, probed=_one_of_each(change, self._shifts.paths))
                pairs = [shift.pair for shift in change.shifts]
                self._run((("nft", "-f", "-"), count_script(change.key, pairs, change.lasts_s)))
            except Exception:
                self._shifts.end(change.key)
                self._move(moment_s)
                raise
            self._counted.add(change.key)
            if self._thread is None:
                self._thread = threading.Thread(target=self._keep, daemon=True)
                self._thread.start()
            self._lock.notify()

    def end(self, key: str | None) -> dict[str, int]:
        """End a change, or all of them; the packets that came by, unless it was ended by another call."""
        with self._lock:
            wanted = self._counted & {key} if key is not None else set(self._counted)
            for each in wanted:
                self._shifts.end(each)
            self._move(time.monotonic())
            if not wanted:
                return {}
            packets, handles = passed(self._run((COUNTERS, ""))), handles_of(self._run((RULES, "")))
            self._run((("nft", "-f", "-"), uncount_script(wanted, handles)))
            self._counted -= wanted
            return {each: packets[each] for each in sorted(wanted)}

    def current(self) -> Setup:
        """The setup with all paths as they are now."""
        with self._lock:
            return replace(self._setup, paths=self._shifts.paths)

    def in_force(self) -> list[dict[str, Any]]:
        """Each kind of path of each change: its key, its paths, and which of them can be measured."""
        with self._lock:
            return [
                {"key": key, "paths": paths, "probed": next(p for p in paths if p.mark in self._made.probed)}
                for key in self._shifts.keys
                for paths in _alike(self._shifts.paths_of(key))
                if any(path.mark in self._made.probed for path in paths)
            ]

    def changed(self) -> frozenset[int]:
        """The numbers of the paths that are not as declared."""
        declared = {path.mark: path for path in self._setup.paths}
        return frozenset(path.mark for path in self.current().paths if path != declared.get(path.mark, path))

    def _move(self, moment_s: float, *, probed: frozenset[int] = frozenset()) -> None:
        moves: list[Move] = self._shifts.due(moment_s)
        moving = {after.mark for _, after in moves}
        moves += [(path, path) for path in self._shifts.paths if path.mark in probed - moving]
        if not moves:
            return
        after = [path for _, path in moves]
        alteration = Alteration(moves, self._made, self._setup.segments, self._interfaces, netem=self._netem)
        commands = alteration.commands(set(probed))
        if not self._netem:
            self._tell(after)
        try:
            for command in commands:
                self._run(command)
        except Exception:
            if not self._netem:
                self._tell([path for path, _ in moves])
            raise
        self._made = alteration.made
        self._shifts.done(after)

    def _keep(self) -> None:
        """In the thread."""
        try:
            with self._lock:
                while True:
                    moment_s = time.monotonic()
                    self._shifts.end_late(moment_s)
                    self._move(moment_s)
                    next_s = self._shifts.next_s(moment_s)
                    self._lock.wait(None if next_s is None else max(0.001, next_s - time.monotonic()))
        except Exception as error:  # noqa: BLE001 - whatever it is, conditions are not as they should be
            self._fail(f"a change of links could not go on: {error}")


def _alike(paths: list[Path]) -> list[list[Path]]:
    """Paths with the same conditions into the same network, put together."""
    groups: dict[Any, list[Path]] = {}
    for path in paths:
        groups.setdefault((path.conditions, path.segment), []).append(path)
    return list(groups.values())


def _one_of_each(change: Change, paths: tuple[Path, ...]) -> frozenset[int]:
    """The number of one path for each of the conditions that a change ends in, and each network."""
    marks = {(path.source, path.destination): path.mark for path in paths}
    first = {(each.conditions, each.segment): marks[each.pair] for each in reversed(change.shifts)}
    return frozenset(first.values())
