"""Values of options that several commands share."""

from __future__ import annotations

import pytest

from socketlab.cli.options import read_settings, read_timeout
from socketlab.errors import InvalidInput


def test_a_setting_is_split_at_its_first_equals_sign() -> None:
    assert read_settings(["server=echo", " message =a=b c", "empty="]) == {
        "server": "echo",
        "message": "a=b c",
        "empty": "",
    }


@pytest.mark.parametrize("setting", ["server", "=echo", ""])
def test_what_is_not_a_pair_is_refused(setting: str) -> None:
    with pytest.raises(InvalidInput, match="is not a setting"):
        read_settings([setting])


def test_a_timeout_is_a_duration_or_nothing() -> None:
    assert [read_timeout(text) for text in (None, "1m30s", "250ms")] == [None, 90.0, 0.25]


@pytest.mark.parametrize("text", ["0s", "30", "soon", "25h", "999999999999999s"])
def test_what_is_no_time_is_refused_under_the_options_name(text: str) -> None:
    with pytest.raises(InvalidInput, match=r"^--ready-timeout"):
        read_timeout(text, option="--ready-timeout")
