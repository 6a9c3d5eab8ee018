"""Readiness by a host's journal."""

from __future__ import annotations

from dataclasses import replace

import pytest

from socketlab.hosts.model import HostPlan, ImageFacts, Placement
from socketlab.readiness.journal import Journal
from socketlab.record.journal import Connected, GateWaiting, Ready
from tests.readiness.hosts import BARE, CLIENT, HOST, KEEPS_JOURNAL, OWN_ENTRY


@pytest.mark.parametrize(
    ("host", "image", "fits"),
    [
        (HOST, KEEPS_JOURNAL, True),
        (HOST, BARE, False),
        (CLIENT, KEEPS_JOURNAL, False),
        (replace(HOST, machine=OWN_ENTRY), KEEPS_JOURNAL, False),
        (replace(HOST, placement=Placement.STANDING), KEEPS_JOURNAL, False),
    ],
)
def test_it_fits_hosts_of_the_run_whose_image_starts_a_program_with_a_journal(
    host: HostPlan, image: ImageFacts, *, fits: bool
) -> None:
    assert (Journal.chosen(host, image) is not None) is fits


def test_only_the_note_that_it_serves_counts() -> None:
    assert Journal().noted(Ready(role="server"))
    assert not Journal().noted(Connected(role="server"))
    assert not Journal().noted(GateWaiting(role="gate"))
