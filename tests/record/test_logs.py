"""How much of what hosts write is kept."""

import pytest

from socketlab.record.logs import LARGEST_LOG, LARGEST_LOGS, size_of_log


def test_a_log_is_a_part_of_all_logs() -> None:
    assert LARGEST_LOG < LARGEST_LOGS


@pytest.mark.parametrize(("kept", "words"), [(LARGEST_LOG, "64 MiB"), (1000, "1000 bytes"), (0, "0 bytes")])
def test_the_size_of_a_log_is_said_in_words(kept: int, words: str) -> None:
    assert size_of_log(kept) == words
