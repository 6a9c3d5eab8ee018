"""Names of signals."""

from __future__ import annotations

from typing import Any

import pytest

from socketlab.language.signals import signal_name


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("TERM", "TERM"),
        ("sigusr1", "USR1"),
        ("SIGKILL", "KILL"),
        ("RTMIN+15", "RTMIN+15"),
        ("RTMAX-1", "RTMAX-1"),
    ],
)
def test_a_signal_is_named_with_or_without_sig(written: str, name: str) -> None:
    assert signal_name(written) == name


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("TREM", '"TREM" is not a signal (did you mean "TERM"?)'),
        ("RTMIN+16", '"RTMIN+16" is not a signal (did you mean "RTMIN"?)'),
        (9, '"9" is not a signal (use one of '),
        (None, "must be the name of a signal (use one of "),
        (["CHLD"], 'must be the name of a signal (did you mean "CHLD"?)'),
    ],
)
def test_what_is_not_a_signal_says_which_there_are(written: Any, message: str) -> None:
    with pytest.raises(ValueError, match="signal") as raised:
        signal_name(written)
    assert str(raised.value).startswith(message)
