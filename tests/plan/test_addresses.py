"""Subnets for runs."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socketlab.hosts.addresses import address_in
from socketlab.plan.addresses import CANDIDATES, POOL, candidate_subnets

RUNS = st.text("0123456789abcdefghijklmnopqrstuvwxyz", min_size=6, max_size=10)


@given(RUNS, st.integers(1, 60_000))
def test_every_candidate_lies_in_the_pool_and_holds_all_hosts(run: str, hosts: int) -> None:
    subnets = [ipaddress.ip_network(subnet) for subnet in candidate_subnets(run, hosts=hosts)]
    assert all(subnet.subnet_of(POOL) for subnet in subnets)  # type: ignore[arg-type]
    assert all(subnet.num_addresses >= hosts + 3 for subnet in subnets)
    assert all(subnet.prefixlen <= 24 for subnet in subnets)


@given(RUNS, st.integers(1, 60_000))
def test_candidates_differ_and_are_as_many_as_the_pool_has_up_to_a_limit(run: str, hosts: int) -> None:
    subnets = candidate_subnets(run, hosts=hosts)
    size = ipaddress.ip_network(subnets[0]).num_addresses
    assert len(set(subnets)) == len(subnets) == min(CANDIDATES, POOL.num_addresses // size)


@given(RUNS)
def test_the_same_run_tries_the_same_subnets(run: str) -> None:
    assert candidate_subnets(run, hosts=9) == candidate_subnets(run, hosts=9)


def test_runs_begin_at_different_places_of_the_pool() -> None:
    firsts = {candidate_subnets(f"run{number:05}", hosts=9)[0] for number in range(100)}
    assert len(firsts) > 60


@pytest.mark.parametrize(("hosts", "prefix"), [(1, 24), (253, 24), (254, 23), (509, 23), (510, 22)])
def test_a_subnet_is_no_larger_than_it_must_be(hosts: int, prefix: int) -> None:
    assert candidate_subnets("testrun1", hosts=hosts)[0].endswith(f"/{prefix}")


def test_more_hosts_than_the_pool_holds_are_refused() -> None:
    with pytest.raises(ValueError, match=r"70000 hosts do not fit 198\.19\.0\.0/16"):
        candidate_subnets("testrun1", hosts=70_000)


def test_an_address_is_counted_from_the_networks_own() -> None:
    assert address_in("198.19.7.0/24", 2) == "198.19.7.2"
    assert address_in("198.19.0.0/22", 300) == "198.19.1.44"
