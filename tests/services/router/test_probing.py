"""What is read from probes that were seen."""

from __future__ import annotations

import pytest

from services.router.orders import probe_source
from services.router.probing import Seen


def test_a_delay_is_from_the_way_in_to_the_first_copy_on_the_way_out() -> None:
    seen = Seen(entered={0: 1.0, 1: 1.1, 2: 1.2}, left=[(1.05, 0), (1.06, 0), (1.3, 2)])
    assert seen.delays == pytest.approx([0.05, 0.1])
    assert seen.arrived == 2


def test_probes_of_each_path_come_from_an_address_of_their_own() -> None:
    assert [probe_source(mark) for mark in (1, 255, 256, 4000)] == [
        "198.18.0.1",
        "198.18.0.255",
        "198.18.1.0",
        "198.18.15.160",
    ]
