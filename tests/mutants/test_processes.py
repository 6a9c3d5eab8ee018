"""Programs that are wrong in what they do with threads, descriptors, memory, children, signals and ports."""

from __future__ import annotations

import pytest

from tests.mutants.playing import (
    Batch,
    Caught,
    assert_caught,
    assert_the_right_program_passes,
    named,
)

pytestmark = [pytest.mark.docker, pytest.mark.timeout(300)]

THREADS = Batch(
    "threads",
    servers=("leaks_threads", "leaks_descriptors", "ignores_half_close"),
    clients=("connects_twice",),
    numbers={8: 3, 9: 4},
)
MEMORY = Batch("threads", servers=("leaks_memory",), numbers={8: 5, 9: 6})
CHILDREN = Batch("no-zombies", servers=("leaves_zombies", "ignores_term"), numbers={8: 3, 9: 4})
TAKEN = Batch("binding", clients=("exits_zero_without_its_port",))

EXPECTED = {
    "leaks_threads": Caught(THREADS, "one thread afterwards", r"^4$"),
    "leaks_descriptors": Caught(THREADS, "every client's descriptor is closed", r"^[7-9]$"),
    "ignores_half_close": Caught(THREADS, "one thread afterwards", r"^4$"),
    "connects_twice": Caught(THREADS, "each client connects once", r"^6 lines"),
    "leaks_memory": Caught(MEMORY, "hosts stay up", r"leaks-memory-server ran out of memory"),
    "leaves_zombies": Caught(CHILDREN, "zombies", r"^3$"),
    "ignores_term": Caught(CHILDREN, "stops", r"^still running [\d.]+s after TERM"),
    "exits_zero_without_its_port": Caught(TAKEN, "exit_status", r"exited 0"),
}

BATCHES = named(EXPECTED)


@pytest.mark.parametrize("name", [name for name, batch in BATCHES.items() if batch.control])
def test_the_right_program_passes(name: str) -> None:
    assert_the_right_program_passes(BATCHES[name])


@pytest.mark.parametrize("program", EXPECTED)
def test_a_wrong_program_is_caught_and_the_report_says_why(program: str) -> None:
    assert_caught(program, EXPECTED[program])
