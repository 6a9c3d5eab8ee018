"""Signals: their names, and which of them a host may end by."""

import pytest
from pydantic import ValidationError

from socketlab.faults.signal import DEADLY, Signal
from socketlab.language.signals import SIGNALS


@pytest.mark.parametrize(("written", "name"), [("USR1", "USR1"), ("SIGUSR1", "USR1"), ("term", "TERM")])
def test_a_signal_is_named_with_or_without_sig_in_either_case(written: str, name: str) -> None:
    assert Signal(host=("server",), signal=written).signal == name


@pytest.mark.parametrize("written", ["USR3", "", "SIG", "9", "SIGSIGTERM"])
def test_what_is_not_a_signal_is_refused(written: str) -> None:
    with pytest.raises(ValidationError, match="is not a signal"):
        Signal(host=("server",), signal=written)


def test_only_signals_that_end_programs_on_purpose_excuse_the_end_of_a_host() -> None:
    ends = {name for name in SIGNALS if Signal(host=("server",), signal=name).ends_host}
    assert ends == DEADLY & set(SIGNALS)
    assert "USR1" not in ends
