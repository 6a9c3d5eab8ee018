"""What the plan decides about readiness and deadlines, and what images it needs for that."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from socketlab.hosts.model import ImageFacts
from socketlab.report.plan import plan_in_words
from tests.plan.plans import FLEET, LAB, NOWHERE, PRIVATE, SERVICES, STANDING, plan_of
from tests.spec.yaml_files import messages

GATED = ImageFacts(labels={"io.socketlab.gate": "1"})
IMAGES = {"test/web": ImageFacts(), "test/client": GATED, "test/caller": ImageFacts()}
READY = SERVICES + "hosts: {server: {service: web, ready: %s}}\n" + FLEET


def test_clients_of_an_image_with_a_gate_wait_there(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, PRIVATE + FLEET, replace(NOWHERE, images=IMAGES))
    assert [host.gated for host in plan.everyone] == [False, True, True, True]
    assert {name: how.word() for name, how in plan.readiness.items()} == {
        "server": "listening",
        "clients-1": "gate",
        "clients-2": "gate",
        "clients-3": "gate",
    }


def test_what_a_scenario_says_of_readiness_outranks_the_image(tmp_path: Path) -> None:
    journal = {**IMAGES, "test/web": ImageFacts(labels={"io.socketlab.journal": "1"})}
    surroundings = replace(NOWHERE, images=journal)
    assert plan_of(tmp_path, PRIVATE + FLEET, surroundings).readiness["server"].word() == "journal"
    plan = plan_of(tmp_path, READY % "{log: 'up ${seed}'}", surroundings)
    finder = plan.readiness["server"].finder()
    assert finder is not None
    assert finder.feed(b"up 7")
    assert 'ready when it prints "up 7"' in plan_in_words(plan)


@pytest.mark.parametrize(
    ("ready", "problem"),
    [
        ("5", 'hosts.server.ready: must be a mapping (key: value), not "5"'),
        ("{}", "hosts.server.ready: needs exactly one of log, port, http, delay"),
        ("{prot: 5}", 'hosts.server.ready.prot: "prot" is not known here (did you mean "port"?)'),
        ("{port: many}", 'hosts.server.ready.port: must be a whole number, not "many"'),
        ("{delay: 5}", 'hosts.server.ready.delay: "5" has no unit (did you mean "5s"?)'),
        ("{log: {matches: '('}}", 'hosts.server.ready.log.matches: "(" is not a regular expression:'),
    ],
)
def test_a_mistake_in_it_is_reported_with_its_place(tmp_path: Path, ready: str, problem: str) -> None:
    (found,) = messages(tmp_path, READY % ready)
    assert found.startswith(problem)


def test_a_standing_host_is_ready_whatever_its_image_is(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, STANDING + FLEET, replace(LAB, images={}))
    assert {how.word() for how in plan.readiness.values()} == {"running", "gate"}


def test_everything_is_ready_within_a_minute_and_a_second_for_each_client(tmp_path: Path) -> None:
    assert plan_of(tmp_path, PRIVATE + FLEET).deadlines.ready_s == 63


def test_the_deadline_of_readiness_is_the_scenarios_own_unless_another_is_given(tmp_path: Path) -> None:
    text = PRIVATE + FLEET + "ready_timeout: 30s\n"
    plan = plan_of(tmp_path, text)
    assert plan.deadlines.ready_s == 30
    assert "  everything ready within 30s\n" in plan_in_words(plan)
    assert plan_of(tmp_path, text, ready_timeout_s=5).deadlines.ready_s == 5


def test_the_teardown_leaves_the_slowest_host_its_grace(tmp_path: Path) -> None:
    slow = PRIVATE.replace("stop_grace_period: 5s", "stop_grace_period: 2m")
    quick, patient = (plan_of(tmp_path, text + FLEET).deadlines.teardown_s for text in (PRIVATE, slow))
    assert patient - quick == 115
