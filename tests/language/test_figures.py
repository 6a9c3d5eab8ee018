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
        (figures.rate(9.587e6), "9.59mbit/s"),
        (figures.rate(33_600), "33.6kbit/s"),
        (figures.rate(2e9), "2gbit/s"),
        (figures.rate(900), "900bit/s"),
        (figures.percent(0.0493), "4.93%"),
        (figures.reading_in_words("loss", 0.05, 0.048, ""), "loss 5%, measured 4.8%"),
        (figures.reading_in_words("rate", 1e7, None, "bit/s"), "rate 10mbit/s, measured nothing"),
        (figures.ordinal(1), "1st"),
        (figures.ordinal(52), "52nd"),
        (figures.ordinal(3), "3rd"),
        (figures.ordinal(11), "11th"),
        (figures.ordinal(95), "95th"),
        (figures.ordinal(99.9), "99.9th"),
        (figures.quoted("a\nb"), "'a\\nb'"),
        (figures.quoted("x" * 101), f"'{'x' * 100}'... (101 bytes)"),
    ],
)
def test_a_number_has_one_form(shown: str, text: str) -> None:
    assert shown == text
