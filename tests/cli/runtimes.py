"""A runtime for the commands to use: the registry finds it by its name, as it finds Docker's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import pytest

from socketlab.runtimes import RUNTIMES
from socketlab.runtimes.api import Leftover
from socketlab.runtimes.fake.host import Image
from socketlab.runtimes.fake.programs import gated, serving
from socketlab.runtimes.fake.runtime import FakeRuntime

NAME = "in-memory"

DEAD = Leftover(kind="network", name="net", run="r1", scenario="s1", owner_alive=False, handle="n")
ALIVE = Leftover(kind="container", name="host", run="r2", scenario="s2", owner_alive=True, handle="c")


class InMemory(FakeRuntime):
    """A fake runtime with one dead and one living leftover."""

    made: ClassVar[list[InMemory]] = []

    def __init__(self) -> None:
        images = {"server": Image(serving, "journal"), "client": Image(gated(lambda _: 0), "gate")}
        super().__init__(images)
        self.there = [DEAD, ALIVE]
        self.closed = False
        self.made.append(self)

    def leftovers(self, run: str | None, *, jobs: bool = True) -> tuple[Leftover, ...]:
        there = [each for each in self.there if jobs or each.kind != "job"]
        return tuple(each for each in there if run in (None, each.run))

    def sweep(self, leftovers: tuple[Leftover, ...]) -> None:
        self.there = [each for each in self.there if each not in leftovers]

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def in_memory(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[InMemory]]:
    """The runtimes that the commands have made."""
    monkeypatch.setitem(RUNTIMES, NAME, f"{__name__}:InMemory")
    monkeypatch.setenv("SOCKETLAB_RUNTIME", NAME)
    monkeypatch.setattr(InMemory, "made", [])
    yield InMemory.made
    assert all(runtime.closed for runtime in InMemory.made)
