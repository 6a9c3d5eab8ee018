"""Addresses by number."""

from __future__ import annotations

import pytest

from socketlab.hosts.addresses import address_in


@pytest.mark.parametrize(
    ("subnet", "number", "address"),
    [("198.19.7.0/24", 1, "198.19.7.1"), ("198.19.4.0/22", 300, "198.19.5.44")],
)
def test_an_address_is_counted_from_the_subnets_first(subnet: str, number: int, address: str) -> None:
    assert address_in(subnet, number) == address


def test_a_number_beyond_the_subnet_has_no_address() -> None:
    with pytest.raises(IndexError):
        address_in("198.19.7.0/24", 256)
