"""Readiness of hosts of which nothing better is known."""

from __future__ import annotations

from socketlab.readiness.running import Running
from tests.readiness.hosts import BARE, CLIENT, HOST


def test_it_fits_every_host_and_waits_no_time_after_its_start() -> None:
    for host in (HOST, CLIENT):
        assert Running.chosen(host, BARE).after_s == 0.0
