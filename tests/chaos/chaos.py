"""Many runs, struck at random moments that a seed decides, and the table of what came of it."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from tests.chaos.blows import Kind, Outcome, strike
from tests.chaos.relay import engine_socket

AT_ONCE = 3
"""Runs side by side: the machine is to be busy, and the wait for one fills with another."""


def rounds(times: Mapping[Kind, int], seed: int, *, engine_pidfile: Path | None = None) -> Iterator[Outcome]:
    """Strike as often as asked, and give what came of each.

    Args:
        times: How often each kind. A kind that this machine cannot play is left out.
        seed: Decides every moment.
        engine_pidfile: Where the engine's process number is, if it may be restarted.
    """
    engine = engine_socket()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        turns: list[tuple[Kind, int]] = [
            (kind, number) for kind, count in times.items() for number in range(count)
        ]
        alone = [turn for turn in turns if turn[0] == "engine restarted"]
        shared = [turn for turn in turns if turn not in alone and can_be_played(turn[0], engine)]
        play = partial(_play, seed=seed, engine=engine, engine_pidfile=engine_pidfile)
        yield from pool.map(play, shared)
    yield from map(play, alone if engine_pidfile is not None else ())


def can_be_played(kind: Kind, engine: str | None) -> bool:
    """Whether this machine lets that be done."""
    return (kind != "disk full" or os.geteuid() == 0) and (kind != "engine gone" or engine is not None)


def _play(turn: tuple[Kind, int], *, seed: int, engine: str | None, engine_pidfile: Path | None) -> Outcome:
    kind, number = turn
    own = sum(map(ord, kind)) * 100_003 + seed * 1_009 + number
    return strike(kind, own, engine=engine, engine_pidfile=engine_pidfile)


def table(outcomes: Iterable[Outcome]) -> Iterator[str]:
    """A line for each kind, then one for each thing that is wrong."""
    by_kind: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        by_kind.setdefault(outcome.kind, []).append(outcome)
    yield f"{'struck by':<18}{'times':>6}{'wrong':>7}{'gone after at most':>20}  statuses; judged"
    for kind, group in by_kind.items():
        wrong = sum(bool(each.wrong) for each in group)
        longest = max((each.gone_s for each in group if not each.stuck), default=0.0)
        statuses = _counted(str(each.status) for each in group)
        judged = _counted("-" if each.judged is None else str(each.judged) for each in group)
        yield f"{kind:<18}{len(group):>6}{wrong:>7}{longest:>19.1f}s  {statuses}; {judged}"
    for group in by_kind.values():
        for each in group:
            if each.stuck:
                yield f"{each.kind} {each.moment}: the engine is stuck with a network that no container is on"
            if each.wrong:
                yield f"{each.kind} {each.moment}: {'; '.join(each.wrong)}"


def _counted(values: Iterable[str]) -> str:
    return " ".join(f"{value}x{count}" for value, count in sorted(Counter(values).items()))
