"""Wrong file servers and file clients: the catalogue's own checks catch each, and let the right ones pass."""

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

FILES = Batch(
    "getfile",
    servers=(
        "flips_a_bit",
        "sends_a_short_file",
        "sends_other_content",
        "sends_the_wrong_file",
        "breaks_off",
        "forges_the_digest",
    ),
    clients=("cuts_its_file",),
    numbers={4: 2, 8: 4},
    stagger_ms=250,
)
BROKEN_OFF = Batch(
    "getfile-broken-off",
    clients=("leaves_a_partial_file",),
    control=False,
    instead_of="pausing_getfile.py",
)

FETCHERS = "same_file"

EXPECTED = {
    "flips_a_bit": Caught(FILES, FETCHERS, r"flips-a-bit-fetchers-\d"),
    "sends_a_short_file": Caught(FILES, FETCHERS, r"sends-a-short-file-fetchers-\d"),
    "sends_other_content": Caught(FILES, FETCHERS, r"sends-other-content-fetchers-\d"),
    "sends_the_wrong_file": Caught(FILES, FETCHERS, r"sends-the-wrong-file-fetchers-\d"),
    "breaks_off": Caught(FILES, "exits 0", r"breaks-off-fetchers-\d exited 1"),
    "forges_the_digest": Caught(FILES, FETCHERS, r"forges-the-digest-fetchers-\d"),
    "cuts_its_file": Caught(FILES, FETCHERS, r"cuts-its-file-fetchers-\d"),
    "leaves_a_partial_file": Caught(BROKEN_OFF, "the client without -resume keeps no file", r"^0 lines from"),
}

BATCHES = named(EXPECTED)


@pytest.mark.parametrize("name", [name for name, batch in BATCHES.items() if batch.control])
def test_the_right_program_passes(name: str) -> None:
    assert_the_right_program_passes(BATCHES[name])


@pytest.mark.parametrize("program", EXPECTED)
def test_a_wrong_program_is_caught_and_the_report_says_why(program: str) -> None:
    assert_caught(program, EXPECTED[program])
