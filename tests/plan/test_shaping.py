"""The choice of the mechanism, and refusals before anything starts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from socketlab.errors import ImageMissing, InvalidInput
from socketlab.hosts.model import Surroundings
from socketlab.plan.model import Plan
from socketlab.runtimes.paths import ShapesLinks
from tests.plan.plans import IMAGES, ROUTED, SERVICES, plan_of
from tests.plan.test_links import text

WITH_NETEM = replace(ROUTED, mechanisms=frozenset({"nft", "netem", "ifb", "htb", "tbf", "nfqueue", "tee"}))


def planned(folder: Path, surroundings: Surroundings, conditions: str = "delay: 1ms") -> Plan:
    return plan_of(folder, text(f"{{between: [far, server], {conditions}}}"), surroundings)


@pytest.mark.parametrize(
    ("surroundings", "shaper"),
    [
        (ROUTED, "fallback"),
        (WITH_NETEM, "netem"),
        (replace(WITH_NETEM, shaper="fallback"), "fallback"),
    ],
)
def test_netem_is_used_where_it_is_there_and_the_other_is_not_forced(
    tmp_path: Path, surroundings: Surroundings, shaper: str
) -> None:
    links = planned(tmp_path, surroundings).links
    assert links is not None
    assert links.shaper == shaper


@pytest.mark.parametrize(
    ("surroundings", "conditions", "message"),
    [
        (ROUTED, "corrupt: 1%", "cannot provide corrupt: its kernel lacks the queueing discipline netem"),
        (replace(ROUTED, shaper="netem"), "delay: 1ms", "its kernel lacks the queueing discipline netem"),
        (
            replace(WITH_NETEM, shaper="fallback"),
            "corrupt: 1%",
            "the fallback cannot provide corrupt: it takes the queueing discipline netem",
        ),
        (replace(ROUTED, mechanisms=frozenset({"nft"})), "duplicate: 1%", "lacks the target TEE of iptables"),
        (replace(ROUTED, mechanisms=None), "delay: 1ms", "cannot provide links: its kernel lacks nftables"),
        (
            replace(ROUTED, capabilities=ROUTED.capabilities - {ShapesLinks}),
            "delay: 1ms",
            'needs the capability "links", which fake lacks',
        ),
    ],
)
def test_what_cannot_be_provided_is_refused_and_names_what_is_missing(
    tmp_path: Path, surroundings: Surroundings, conditions: str, message: str
) -> None:
    with pytest.raises(InvalidInput, match=message):
        planned(tmp_path, surroundings, conditions)


def test_a_missing_image_of_the_router_is_named(tmp_path: Path) -> None:
    without = replace(ROUTED, images=IMAGES, missing={"socketlab/router": "build it"})
    with pytest.raises(ImageMissing, match="socketlab/router") as raised:
        planned(tmp_path, without)
    assert raised.value.hint == "build it"


def test_a_nat_needs_a_kernel_that_changes_addresses(tmp_path: Path) -> None:
    homes = SERVICES + "networks: {home: {behind: nat}}\nhosts: {server: {service: web, networks: [home]}}\n"
    fleet = "fleets: {near: {service: client, command: [call, server]}}\n"
    without = replace(ROUTED, mechanisms=frozenset({"nft"}))
    with pytest.raises(InvalidInput, match="is behind a NAT: this machine's kernel lacks source NAT"):
        plan_of(tmp_path, homes + fleet, without)
