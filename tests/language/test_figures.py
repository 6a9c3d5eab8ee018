"""Measured numbers as sentences show them."""

import pytest

from socketlab.language import figures


@pytest.mark.parametrize(
    ("shown", "text"),
    [
        (figures.seconds(1.03449), "1.034s"),
        (figures.rough_seconds(30.04), "30.0s"),
        (figures.milliseconds(0.0123456), "12.3ms"),
        (figures.size(1), "1 byte"),
        (figures.size(64_000_000), "64000000 bytes"),
        (figures.share(7, 8, "client", "clients"), "7 of 8 clients"),
        (figures.share(1, 1, "client", "clients"), "1 of 1 client"),
        (figures.counted(0, "line", "lines"), "0 lines"),
        (figures.counted(1, "line", "lines"), "1 line"),
        (figures.quoted("a\nb"), "'a\\nb'"),
        (figures.quoted("x" * 101), f"'{'x' * 100}'... (101 bytes)"),
    ],
)
def test_a_number_has_one_form(shown: str, text: str) -> None:
    assert shown == text
