"""A plan in words, line by line; whole plans are compared to the letter in ``tests/plan/test_planner.py``."""

from __future__ import annotations

from pathlib import Path

import pytest

from socketlab.record.observations import Observation
from socketlab.report.plan import plan_in_words
from tests.plan.plans import FLEET, LAB, PRIVATE, ROUTED, STANDING, plan_of
from tests.plan.test_links import linked
from tests.records import a_plan


@pytest.mark.parametrize(
    ("seen", "line"),
    [
        (Observation(kind="processes", host="server", at="start"), "observe processes of server at start"),
        (Observation(kind="counters", host="server", at=1.5), "observe counters of server at 1.5s"),
        (Observation(kind="file", host="server", at="end", path="/a"), "observe file /a of server at end"),
        (
            Observation(kind="connection", host="server", at=0.25, port=80),
            "observe port 80 of server at 250ms",
        ),
    ],
)
def test_an_observation_is_a_line_with_what_where_and_when(seen: Observation, line: str) -> None:
    assert f"  {line}" in plan_in_words(a_plan(observations=(seen,))).splitlines()


def test_a_plan_without_a_title_a_network_or_checks_has_no_lines_for_them() -> None:
    lines = plan_in_words(a_plan(title="", network=None, hosts=(), clients=0)).splitlines()
    assert lines[:2] == ["test", "  run testrun1, seed 1, on fake"]
    assert [line.split()[0] for line in lines[2:]] == ["everything", "timeout", "teardown"]


def test_hosts_and_clients_say_where_they_live(tmp_path: Path) -> None:
    private = plan_in_words(plan_of(tmp_path, PRIVATE + FLEET))
    ready = "ready when it listens on a TCP port or has run for 1s"
    assert f"host server: a private copy of web, image test/web, {ready}" in private
    standing = plan_in_words(plan_of(tmp_path, STANDING + FLEET, LAB))
    assert "host server: the lab's web at 172.28.0.2, ready as soon as it runs" in standing
    assert "client clients-2 on the lab's warm client 2: +0s call web no 2" in standing


def test_a_step_that_waits_says_for_what_and_how_much_later(tmp_path: Path) -> None:
    step = "{when: {host: server, contains: up}, after: 2s, kill: {host: server}}"
    words = plan_in_words(plan_of(tmp_path, f"{PRIVATE}{FLEET}timeline: [{step}]\n"))
    assert "step 1: kill server" in words
    assert ", 2s later" in words
    assert "(strikes" not in words


def test_a_router_that_answers_for_names_is_shown(tmp_path: Path) -> None:
    step = "timeline: [{at: 1s, rebind: {host: server}}]\n"
    words = plan_in_words(plan_of(tmp_path, PRIVATE + FLEET + step, ROUTED)).splitlines()
    assert "  router on 1 network, conditions by fallback, answers for the names of hosts" in words


def test_links_are_shown_by_direction_with_what_provides_them(tmp_path: Path) -> None:
    words = plan_in_words(linked(tmp_path, "{from: server, to: far, delay: 80ms, loss: 1%}")).splitlines()
    assert "  router on 2 networks, conditions by fallback" in words
    assert "  multicast and broadcast stay within each network" in words
    assert "  link server -> far-1, far-2, far-3: delay 80ms, loss 1%" in words
