"""Quantities and their units."""

import contextlib
import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from socketlab.language.units import (
    Duration,
    Size,
    Whole,
    format_duration,
    format_size,
    parse_duration,
    parse_size,
)

NUMBERS = st.decimals(min_value=0, max_value=10**6, places=3, allow_nan=False)


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("1us", 1e-6),
        ("100us", 1e-4),
        ("1.5us", 1.5e-6),
        ("2µs", 2e-6),
        ("100ms", 0.1),
        ("1.1ms", 0.0011),
        ("5s", 5.0),
        ("0s", 0.0),
        ("2m", 120.0),
        ("2min", 120.0),
        ("0.5h", 1800.0),
        ("1m30s", 90.0),
        ("1h5m30s20ms", 3930.02),
        (" 5 s ", 5.0),
    ],
)
def test_a_duration_is_read_in_every_unit(written: str, seconds: float) -> None:
    assert parse_duration(written) == seconds


@pytest.mark.parametrize(
    ("written", "size"),
    [
        ("1B", 1),
        ("1kB", 1000),
        ("1KB", 1000),
        ("1.001kB", 1001),
        ("10MB", 10_000_000),
        ("2GB", 2_000_000_000),
        ("1KiB", 1024),
        ("64MiB", 64 << 20),
        ("1GiB", 1 << 30),
        ("0.5MiB", 1 << 19),
    ],
)
def test_a_size_is_read_in_every_unit(written: str, size: int) -> None:
    assert parse_size(written) == size


@pytest.mark.parametrize(
    ("written", "message"),
    [
        (5, '"5" has no unit (did you mean "5s"?)'),
        ("0.5", '"0.5" has no unit (did you mean "0.5s"?)'),
        (0.5, '"0.5" has no unit (did you mean "0.5s"?)'),
        ("5 parsec", '"parsec" is not a unit of duration (use one of us, µs, ms, s, m, min, h)'),
        ("5S", '"S" is not a unit of duration (use one of us, µs, ms, s, m, min, h)'),
        ("1m30x", '"x" is not a unit of duration (use one of us, µs, ms, s, m, min, h)'),
        ("soon", 'must be a duration such as "5s", not "soon"'),
        ("-5s", 'must be a duration such as "5s", not "-5s"'),
        ("5s later", 'must be a duration such as "5s", not "5s later"'),
        ("٣s", 'must be a duration such as "5s", not "٣s"'),
        ("", 'must be a duration such as "5s"'),
        (True, 'must be a duration such as "5s", not "true"'),
        (None, 'must be a duration such as "5s"'),
        (["5s"], 'must be a duration such as "5s"'),
        ("9" * 400 + "s", f'"{"9" * 77}..." is too much for a duration'),
    ],
)
def test_what_is_no_duration_says_so_with_its_likely_spelling(written: object, message: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        parse_duration(written)


@pytest.mark.parametrize(
    ("written", "message"),
    [
        (64, '"64" has no unit (did you mean "64MB"?)'),
        ("64 mb", '"mb" is not a unit of size (use one of B, kB, KB, MB, GB, KiB, MiB, GiB)'),
        ("0.3B", '"0.3B" is not a whole number of bytes'),
        ("9" * 400 + "B", f'"{"9" * 77}..." is too much for a size'),
    ],
)
def test_what_is_no_size_says_so_with_its_likely_spelling(written: object, message: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        parse_size(written)


@pytest.mark.parametrize(
    ("seconds", "written"),
    [
        (0.0, "0s"),
        (1.5e-6, "1.5us"),
        (0.0001, "100us"),
        (0.25, "250ms"),
        (1.0, "1s"),
        (10.0, "10s"),
        (61.5, "61.5s"),
        (120.0, "2m"),
        (7200.0, "2h"),
        (7260.0, "121m"),
    ],
)
def test_seconds_are_written_as_a_person_would(seconds: float, written: str) -> None:
    assert format_duration(seconds) == written


@pytest.mark.parametrize(
    ("size", "written"),
    [
        (0, "0B"),
        (1500, "1500B"),
        (2000, "2kB"),
        (64_000_000, "64MB"),
        (3_000_000_000, "3GB"),
        (1024, "1024B"),
    ],
)
def test_bytes_are_written_with_the_largest_unit_that_keeps_them_exact(size: int, written: str) -> None:
    assert format_size(size) == written


@given(NUMBERS, st.sampled_from(["us", "µs", "ms", "s", "m", "min", "h"]))
def test_a_duration_written_and_read_again_is_the_same(number: Decimal, unit: str) -> None:
    seconds = parse_duration(f"{number}{unit}")
    assert parse_duration(format_duration(seconds)) == seconds


@given(st.integers(min_value=0, max_value=10**15))
def test_a_size_written_and_read_again_is_the_same(size: int) -> None:
    assert parse_size(format_size(size)) == size


@given(st.text() | st.integers() | st.floats() | st.booleans() | st.none())
def test_anything_is_either_a_duration_or_refused(value: object) -> None:
    with contextlib.suppress(ValueError):
        assert parse_duration(value) >= 0


def test_a_model_writes_the_units_that_it_reads() -> None:
    assert TypeAdapter(Duration).dump_python(TypeAdapter(Duration).validate_python("90s")) == "90s"
    assert TypeAdapter(Size).dump_python(TypeAdapter(Size).validate_python("5MB")) == "5MB"


@pytest.mark.parametrize("flag", [True, False])
def test_true_and_false_are_no_whole_numbers(flag: object) -> None:
    with pytest.raises(ValidationError, match="must be a whole number, not"):
        TypeAdapter(Whole).validate_python(flag)
