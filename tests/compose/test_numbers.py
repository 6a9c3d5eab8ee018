"""Numbers become the texts that Compose prints; the right column was printed by compose-go."""

import pytest

from socketlab.compose.numbers import as_compose_text
from socketlab.language.scalars import scalar_of


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("1e6", "1e+06"),
        ("1e5", "100000"),
        ("123456.0", "123456"),
        ("1234567.0", "1.234567e+06"),
        ("1e18", "1e+18"),
        ("0.0001", "0.0001"),
        ("0.00001", "1e-05"),
        ("-0", "-0"),
        ("-0.0", "-0"),
        ("08", "8"),
        ("0o17", "15"),
        ("+1", "1"),
        ("-0755", "-493"),
        ("0755", "493"),
        ("0x1f", "31"),
        ("100000.5", "100000.5"),
        ("-1234567.5", "-1.2345675e+06"),
        ("12e03", "12000"),
        ("9.99", "9.99"),
        ("0.", "0"),
        ("00", "0"),
        ("0.10", "0.1"),
        (".5e1", "5"),
        ("True", "true"),
        ("on", "on"),
        ("1:30", "1:30"),
        ("~", None),
    ],
)
def test_a_scalar_becomes_the_text_that_compose_prints(written: str, text: str | None) -> None:
    assert as_compose_text(scalar_of(written)) == text
