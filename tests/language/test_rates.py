"""Rates and shares: what is read, what is refused, and that both are written as they were meant."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socketlab.language.rates import format_percent, format_rate, parse_percent, parse_rate


@pytest.mark.parametrize(
    ("text", "bits"),
    [("10mbit", 10**7), ("56 kbit/s", 56_000), ("33.6kbit", 33_600), ("1Gbit", 10**9), ("1500 bit", 1500)],
)
def test_a_rate_is_bits_a_second(text: str, bits: int) -> None:
    assert parse_rate(text) == bits


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("10", 'must be a rate such as "10mbit", not "10"'),
        (10, 'must be a rate such as "10mbit", not "10"'),
        ("10mbps", '"mbps" is not a unit of rate (use one of bit, kbit, mbit, gbit)'),
        ("10bit", '"10bit" is not a usable rate (1kbit to 100gbit)'),
        ("101gbit", '"101gbit" is not a usable rate (1kbit to 100gbit)'),
        ("fast", 'must be a rate such as "10mbit", not "fast"'),
    ],
)
def test_what_is_no_rate_is_refused(value: object, message: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        parse_rate(value)


@given(st.integers(1_000, 100 * 10**9))
def test_a_written_rate_is_near_the_one_that_was_meant(bits: int) -> None:
    assert parse_rate(format_rate(bits)) == pytest.approx(bits, rel=1e-3)


def test_rates_are_written_with_the_unit_that_fits() -> None:
    assert [format_rate(bits) for bits in (10**7, 33_600, 10**9, 999, 0.4)] == [
        "10mbit",
        "33.6kbit",
        "1gbit",
        "999bit",
        "0.4bit",
    ]


@pytest.mark.parametrize(("text", "ratio"), [("1%", 0.01), ("0.5 %", 0.005), ("100%", 1.0), ("0%", 0.0)])
def test_a_share_is_a_part_of_one(text: str, ratio: float) -> None:
    assert parse_percent(text) == ratio


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("1", '"1" has no unit (did you mean "1%"?)'),
        (0.01, 'must be a share such as "1%" (did you mean "0.01%"?)'),
        (True, 'must be a share such as "1%", not "true"'),
        ("101%", '"101%" is more than 100%'),
        ("-1%", 'must be a share such as "1%", not "-1%"'),
    ],
)
def test_what_is_no_share_is_refused(value: object, message: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        parse_percent(value)


@pytest.mark.parametrize(("ratio", "text"), [(0.01, "1%"), (0.005, "0.5%"), (1.0, "100%"), (0.0, "0%")])
def test_shares_are_written_in_percent(ratio: float, text: str) -> None:
    assert format_percent(ratio) == text
