"""Wrong echo servers: the catalogue's own checks catch each, and let the right server pass."""

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

PARALLEL = Batch(
    "parallel-echo",
    servers=(
        "drops_a_byte",
        "mixes_up_replies",
        "duplicates_the_reply",
        "wrong_prefix",
        "swaps_the_chunks",
        "answers_early",
        "slow_first_byte",
        "resets_at_the_end",
        "never_answers",
        "answers_every_second",
        "skips_the_work",
    ),
    settings={"server": "thread-server", "clients": 2},
    changes={"timeout": "6s"},
    stagger_ms=250,
)
IN_TURN = Batch(
    "parallel-echo",
    servers=("serves_serially", "dies_after_two"),
    settings={"server": "thread-server", "clients": 3},
    stagger_ms=3500,  # the run ends early with the one that dies
)
BUSY = Batch(
    "parallel-echo",
    servers=("burns_a_processor",),
    settings={"server": "thread-server", "clients": 3},
    stagger_ms=3000,
)
ARGUMENTS = Batch(
    "echo-client",
    servers=("closes_after_one_message", "truncates_long_messages"),
    changes={"timeout": "12s"},
    stagger_ms=400,
)
SLOWER = {"server": {"service": "select-server", "environment": {"SOCKETLAB_WORK_SECONDS": "0.25"}}}
LOOP = Batch(
    "interleaving",
    servers=("forges_the_journal",),
    changes={"hosts": SLOWER},  # one after the other, eight clients with three messages each take six seconds
    control=False,  # two journals are too long for one record
)

ECHO = "echo"
REPLY = "each client prints its reply"
AT_ONCE = "all clients are served concurrently"

EXPECTED = {
    "drops_a_byte": Caught(PARALLEL, ECHO, r"sent 'Hello from.* and got 'Echo=>Helo from"),
    "mixes_up_replies": Caught(PARALLEL, ECHO, r"client (\d)' and got 'Echo=>Hello from client (?!\1)"),
    "duplicates_the_reply": Caught(PARALLEL, ECHO, r"got 'Echo=>Hello.*Echo=>Hello"),
    "wrong_prefix": Caught(PARALLEL, ECHO, r"got 'Eco=>Hello"),
    "swaps_the_chunks": Caught(PARALLEL, ECHO, r"got 'Echo=>m client 1Hello fro at"),
    "answers_early": Caught(PARALLEL, ECHO, r"got 'Echo=>Hello at "),
    "slow_first_byte": Caught(PARALLEL, AT_ONCE, r"^(2\.[5-9]|[3-9]\.)\d*s"),
    "resets_at_the_end": Caught(PARALLEL, "exits 0", r"exited 1"),
    "never_answers": Caught(PARALLEL, AT_ONCE, r"had not ended after"),
    "answers_every_second": Caught(PARALLEL, REPLY, r"^0 lines from answers-every-second-clients-\d$"),
    "skips_the_work": Caught(PARALLEL, "each client waits at least one second", r"^\d+(\.\d+)?ms|^0\.\d+s"),
    "serves_serially": Caught(IN_TURN, AT_ONCE, r"^([3-9]|\d\d)\.\d+s"),
    "dies_after_two": Caught(
        IN_TURN, "hosts stay up", r"dies-after-two-server exited 3, its last line: .*full"
    ),
    "burns_a_processor": Caught(BUSY, AT_ONCE, r"^([4-9]|\d\d)\.\d+s$"),
    "closes_after_one_message": Caught(
        ARGUMENTS, "each message gets a reply, in order", r"got 'Echo=>first words'"
    ),
    "truncates_long_messages": Caught(ARGUMENTS, "a long message is echoed completely", r"0 lines from"),
    "forges_the_journal": Caught(LOOP, "no other client is delayed", r"\d\.\d+s \(forges-the-journal-first"),
}

BATCHES = named(EXPECTED)


@pytest.mark.parametrize("name", [name for name, batch in BATCHES.items() if batch.control])
def test_the_right_program_passes(name: str) -> None:
    assert_the_right_program_passes(BATCHES[name])


@pytest.mark.parametrize("program", EXPECTED)
def test_a_wrong_program_is_caught_and_the_report_says_why(program: str) -> None:
    assert_caught(program, EXPECTED[program])
