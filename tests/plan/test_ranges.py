"""Addresses of a compose file's subnets: the chosen ones, the reserved ones and the free ones."""

from __future__ import annotations

from itertools import islice

import pytest

from socketlab.errors import InvalidInput
from socketlab.plan.ranges import around, local_subnet_v6, open_range, range_of
from socketlab.spec.file_networks import Pool


def free(pool: Pool, *taken: int, most: int = 3) -> list[int]:
    return list(islice(range_of("net", pool).free(frozenset(taken)), most))


def test_the_gateway_is_the_first_address_and_hosts_take_the_next() -> None:
    pool = Pool(subnet="10.0.0.0/29")
    assert range_of("net", pool).gateway == "10.0.0.1"
    assert free(pool, most=9) == [2, 3, 4, 5, 6]
    assert free(pool, 2, 4) == [3, 5, 6]


def test_a_gateway_and_addresses_with_a_purpose_are_not_given_away() -> None:
    pool = Pool(subnet="10.0.0.0/29", gateway="10.0.0.3", aux_addresses={"printer": "10.0.0.1"})
    assert free(pool) == [2, 4, 5]
    assert range_of("net", Pool(subnet="10.0.0.0/29", aux_addresses={"a": "10.0.0.1"})).gateway == "10.0.0.2"


def test_addresses_without_a_choice_come_from_the_range_and_so_does_the_gateway() -> None:
    pool = Pool(subnet="10.0.0.0/24", ip_range="10.0.0.64/30")
    assert range_of("net", pool).gateway == "10.0.0.64"
    assert free(pool, most=9) == [65, 66, 67]


def test_the_prober_gets_the_highest_address_that_is_free() -> None:
    own = range_of("net", Pool(subnet="10.0.0.0/29"))
    assert own.last_free(frozenset({6})) == 5
    assert own.last_free(frozenset(range(2, 7))) == -2


def test_an_address_has_a_number_unless_it_is_elsewhere_or_reserved() -> None:
    own = range_of("net", Pool(subnet="10.0.0.0/24"))
    assert own.number("10.0.0.9", source="s") == 9
    with pytest.raises(InvalidInput, match="the subnet of the network"):
        own.number("10.0.1.9", source="s")
    for address in ("10.0.0.0", "10.0.0.1", "10.0.0.255"):
        with pytest.raises(InvalidInput, match="is reserved on the network"):
            own.number(address, source="s")


def test_a_subnet_that_is_chosen_later_has_room_for_its_hosts() -> None:
    assert list(open_range("net", hosts=3).free(frozenset())) == [2, 3, 4]


@pytest.mark.parametrize(
    ("addresses", "subnet"),
    [
        (["10.1.2.3"], "10.1.2.0/24"),
        (["10.1.2.3", "10.1.2.200"], "10.1.2.0/24"),
        (["10.1.2.3", "10.1.3.4"], "10.1.2.0/23"),
    ],
)
def test_the_subnet_of_a_foreign_network_is_around_the_addresses_in_it(
    addresses: list[str], subnet: str
) -> None:
    assert around(addresses) == subnet


def test_ipv6_subnets_are_local_and_follow_from_the_name() -> None:
    assert local_subnet_v6("a") == local_subnet_v6("a") != local_subnet_v6("b")
    assert local_subnet_v6("a").startswith("fd")
    assert local_subnet_v6("a").endswith("::/64")
    own = range_of("net", Pool(subnet="fd00:1::/64"))
    assert own.gateway == "fd00:1::1"
    assert own.number("fd00:1::9", source="s") == 9
