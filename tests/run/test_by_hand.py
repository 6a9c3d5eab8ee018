"""Faults that are injected by hand, in memory."""

from __future__ import annotations

from pathlib import Path

import pytest

from socketlab.errors import InvalidInput, LabError
from socketlab.language.selectors import Members
from socketlab.plan.model import Plan
from socketlab.plan.timeline import plan_step
from socketlab.run.by_hand import Silent, inject, reset_conditions, set_conditions
from socketlab.run.session import ticket_for
from socketlab.runtimes.fake.links import LinkedFakeRuntime
from socketlab.runtimes.fake.runtime import FakeRuntime
from socketlab.spec.by_hand import read_fault, read_link
from tests.plan.plans import FLEET, PRIVATE, ROUTED, plan_of
from tests.run.harness import KNOWN

LINKED = PRIVATE + FLEET + "links: [{between: [clients, server], delay: 1ms}]\n"


@pytest.fixture
def runtime() -> LinkedFakeRuntime:
    return LinkedFakeRuntime(KNOWN)


def injected(plan: Plan, runtime: LinkedFakeRuntime, word: str, **settings: str) -> list[str]:
    said: list[str] = []
    members = Members(hosts=tuple(host.name for host in plan.everyone), fleets={})
    runtime.open(ticket_for(plan), lambda _: None)
    step = plan_step(1, read_fault(word, settings, members), members, {}, "7")
    inject(plan, step, runtime, key="5", told=said.append, wait=lambda seconds: said.append(f"{seconds}s"))
    return said


def test_a_fault_with_a_time_is_undone_after_it(tmp_path: Path, runtime: LinkedFakeRuntime) -> None:
    plan = plan_of(tmp_path, LINKED, ROUTED)
    settings = {"between": "server,clients-1", "for": "2s"}
    assert injected(plan, runtime, "partition", **settings) == [
        "partition server and clients-1: in force",
        "2.0s",
        "partition server and clients-1: 3 packets affected",
    ]
    assert runtime.cuts == ()


def test_one_without_a_time_stays(tmp_path: Path, runtime: LinkedFakeRuntime) -> None:
    plan = plan_of(tmp_path, LINKED, ROUTED)
    assert injected(plan, runtime, "isolate", host="server") == ["isolate server: in force"]
    assert len(runtime.cuts) == 1
    assert injected(plan, runtime, "pause", host="server") == ["pause server: paused"]
    assert runtime.paused == {"server"}


def test_paths_on_one_network_cannot_be_cut(tmp_path: Path, runtime: LinkedFakeRuntime) -> None:
    plan = plan_of(tmp_path, LINKED, ROUTED)
    with pytest.raises(InvalidInput, match="are on one network, without the router between them"):
        injected(plan, runtime, "partition", between="clients-1,clients-2")


def test_links_are_changed_until_they_are_reset(tmp_path: Path, runtime: LinkedFakeRuntime) -> None:
    plan = plan_of(tmp_path, LINKED, ROUTED)
    members = Members(hosts=tuple(host.name for host in plan.everyone), fleets={})
    runtime.open(ticket_for(plan), lambda _: None)
    step = plan_step(1, read_link(["server", "clients-1"], {"delay": "1s"}, members), members, {}, "7")
    assert set_conditions(plan, step, runtime, key="5") == "link server and clients-1: delay 1s"
    assert [change.settings for change in runtime.changes] == [{"delay": 1.0}]
    assert reset_conditions(runtime) == "1 change ended, 3 packets passed meanwhile"
    assert reset_conditions(runtime) == "nothing was changed"
    with pytest.raises(LabError, match="fake has no links"):
        reset_conditions(FakeRuntime(KNOWN))


def test_nothing_listens_to_what_a_fault_reports(tmp_path: Path) -> None:
    (host, *_) = plan_of(tmp_path, PRIVATE + FLEET).everyone
    silent = Silent()
    for tell in (silent.down, silent.still_up, silent.returning, silent.up):
        tell(host)
    silent.lost(host, "gone")
    silent.killed(host, "TERM", 1.0)


def test_what_the_router_has_not_is_refused_before_it_is_asked(
    tmp_path: Path, runtime: LinkedFakeRuntime
) -> None:
    plan = plan_of(tmp_path, LINKED, ROUTED)
    with pytest.raises(InvalidInput, match="is not a network behind a NAT"):
        injected(plan, runtime, "rebind", network="home")
    with pytest.raises(InvalidInput, match="is not a failure, an IPv4 address or a host"):
        injected(plan, runtime, "dns", host="server", answer="nowhere")
    without = plan_of(tmp_path, PRIVATE + FLEET, ROUTED)
    with pytest.raises(InvalidInput, match="rebind server: the run has no router"):
        injected(without, runtime, "rebind", host="server")


def test_names_change_by_hand_for_a_while(tmp_path: Path, runtime: LinkedFakeRuntime) -> None:
    plan = plan_of(tmp_path, LINKED, ROUTED)
    settings = {"host": "server", "answer": "nxdomain", "for": "2s"}
    assert injected(plan, runtime, "dns", **settings) == [
        "dns server: all names: no such name",
        "2.0s",
        "dns server: usual answers again, 2 queries affected",
    ]
