"""A seal fits its line and its key, and nothing else; the gate's own is the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.lab import gate
from socketlab.record.credentials import Credentials, is_sealed, sealed

LINE = b'{"socketlab": 1, "event": "exit", "clock": 5.5, "role": "gate", "code": 0}'


def test_what_the_gate_seals_is_recognized() -> None:
    assert gate.sealed(LINE, b"key") == sealed(LINE, b"key")
    assert is_sealed(gate.sealed(LINE, b"key"), b"key")


@pytest.mark.parametrize(
    "line",
    [
        LINE,
        sealed(LINE, b"other"),
        sealed(LINE, b"key").replace(b'"code": 0', b'"code": 1'),
        sealed(LINE, b"key") + b" ",
        sealed(LINE, b"key")[:-3] + b'"}',
        b"",
    ],
)
def test_a_line_that_was_changed_or_sealed_with_another_key_is_not(line: bytes) -> None:
    assert not is_sealed(line, b"key")


def test_without_a_key_nothing_is_sealed() -> None:
    assert not is_sealed(sealed(LINE, b""), b"")


@given(st.binary(max_size=200))
def test_any_bytes_can_be_asked_about(line: bytes) -> None:
    assert not is_sealed(line, b"key")


def test_credentials_do_not_show_themselves() -> None:
    assert "secret" not in repr(Credentials(nonce="secret", key=b"secret"))
