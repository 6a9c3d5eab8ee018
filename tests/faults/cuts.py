"""Runs in memory whose paths are cut."""

from __future__ import annotations

from pathlib import Path

from socketlab.events import FaultDone
from socketlab.links.model import Cut
from socketlab.runtimes.fake.links import LinkedFakeRuntime
from tests.run.harness import KNOWN, Played, play, slow, with_timeline


class Watched(LinkedFakeRuntime):
    """Remembers what was cut."""

    seen: tuple[Cut, ...] = ()

    def cut(self, cut: Cut) -> None:
        super().cut(cut)
        self.seen = (*self.seen, cut)


def played(folder: Path, *steps: str, packets: int = 3) -> tuple[Played, tuple[Cut, ...]]:
    """A run of half a second, and what was cut in it."""
    runtime = Watched(KNOWN | {"client": slow(0.5)})
    runtime.packets = packets
    run = play(folder, with_timeline(*steps), runtime=runtime)
    return run, runtime.seen


def done(run: Played) -> list[tuple[float, bool, str]]:
    """When a fault was injected or undone, whether it was undone, and what the record says of it."""
    return [
        (round(event.at_s - run.released_s, 2), event.undone, event.trouble or event.detail)
        for event in run.of(FaultDone)
    ]
