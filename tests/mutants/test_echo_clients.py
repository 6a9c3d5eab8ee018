"""Wrong echo clients: the catalogue's own checks catch each, and let the right client pass."""

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

CALLERS = Batch(
    "parallel-echo",
    clients=(
        "does_not_wait",
        "invents_the_reply",
        "sends_nothing",
        "says_something_else",
        "never_ends",
        "starts_late",
        "prints_twice",
        "exits_one",
        "forges_the_gate",
    ),
    settings={"server": "thread-server", "clients": 2},
    changes={"timeout": "12s"},
    stagger_ms=250,
)
REFUSED = Batch("nobody-there", clients=("exits_zero_on_refusal", "ends_in_a_traceback"))

ECHO = "echo"
REPLY = "each client prints its reply"

EXPECTED = {
    "does_not_wait": Caught(CALLERS, ECHO, r"sent 'Hello from client \d' and got ''"),
    "invents_the_reply": Caught(CALLERS, ECHO, r"sent 'Hello from client \d' and got ''"),
    "sends_nothing": Caught(CALLERS, ECHO, r"the journal of .* does not say what it sent", "unknown"),
    "says_something_else": Caught(CALLERS, REPLY, r"^0 lines from says-something-else-clients-\d"),
    "never_ends": Caught(CALLERS, "exits 0", r"never-ends-clients-\d (had not ended|was cut off) after"),
    "starts_late": Caught(CALLERS, "start_skew", r"^\d{3,}\.\dms"),
    "prints_twice": Caught(CALLERS, REPLY, r"^2 lines from prints-twice-clients-\d"),
    "exits_one": Caught(CALLERS, "exits 0", r"exits-one-clients-\d exited 1"),
    "forges_the_gate": Caught(
        CALLERS, "all clients are served concurrently", r"^([3-9]|\d\d)\.\d+s|had not ended"
    ),
    "exits_zero_on_refusal": Caught(REFUSED, "exit_status", r"exited 0"),
    "ends_in_a_traceback": Caught(
        REFUSED, "the error is a single line", r"^[5-9]|\d\d lines from ends-in-a-traceback"
    ),
}

BATCHES = named(EXPECTED)


@pytest.mark.parametrize("name", [name for name, batch in BATCHES.items() if batch.control])
def test_the_right_program_passes(name: str) -> None:
    assert_the_right_program_passes(BATCHES[name])


@pytest.mark.parametrize("program", EXPECTED)
def test_a_wrong_program_is_caught_and_the_report_says_why(program: str) -> None:
    assert_caught(program, EXPECTED[program])
