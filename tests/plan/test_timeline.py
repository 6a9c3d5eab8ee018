"""The timeline of a plan: targets chosen, triggers resolved, hosts prepared."""

from pathlib import Path

import pytest

from socketlab.errors import InvalidInput
from socketlab.plan.stored import plan_from_json, plan_to_json
from socketlab.report.plan import plan_in_words
from socketlab.triggers.event import OnEvent
from tests.plan.plans import FLEET, PRIVATE, plan_of


def test_targets_are_chosen_by_the_seed_and_printed(tmp_path: Path) -> None:
    text = PRIVATE + FLEET + "timeline: [{at: 1s, kill: {host: 2 of clients}}, {at: 2s, kill: {host: '*'}}]\n"
    first, second = plan_of(tmp_path, text).timeline
    assert len(first.targets) == 2
    assert second.targets == ("server", "clients-1", "clients-2", "clients-3")
    assert plan_of(tmp_path, text).timeline[0].targets == first.targets
    words = plan_in_words(plan_of(tmp_path, text))
    assert f"step 1: kill 2 of clients at 1s (acts on {', '.join(first.targets)})" in words


def test_a_trigger_waits_for_hosts_by_their_names(tmp_path: Path) -> None:
    when = "timeline: [{when: {event: exited, host: clients, number: 2}, kill: {host: server}}]\n"
    (step,) = plan_of(tmp_path, PRIVATE + FLEET + when).timeline
    assert isinstance(step.trigger, OnEvent)
    assert step.trigger.host == ("clients-1", "clients-2", "clients-3")
    assert step.name == "kill server"


def test_only_the_hosts_whose_clocks_are_set_off_are_planned_for_it(tmp_path: Path) -> None:
    text = PRIVATE + FLEET + "timeline: [{at: 1s, clock: {host: 1 of clients, skew: 1h}}]\n"
    plan = plan_of(tmp_path, text)
    prepared = {host.name for host in plan.everyone if "FAKETIME_TIMESTAMP_FILE" in host.machine.environment}
    assert prepared == set(plan.timeline[0].targets)
    assert len(prepared) == 1


def test_jitter_delays_each_moment_by_what_the_seed_chooses_and_the_plan_shows_it(tmp_path: Path) -> None:
    timeline = """timeline:
  - {at: 1s, jitter: 200ms, kill: {host: 2 of clients}}
  - {every: 1s, times: 7, jitter: 50ms, signal: {host: server, signal: HUP}}
  - {when: {host: server, contains: up}, after: 1s, jitter: 300ms, kill: {host: server}}
"""
    plan = plan_of(tmp_path, PRIVATE + FLEET + timeline, seed=7)
    once, often, waiting = plan.timeline
    assert 1.0 <= once.moments[0] < 1.2
    assert [int(moment) for moment in often.moments] == [0, 1, 2, 3, 4, 5, 6]
    assert all(0 <= moment - int(moment) < 0.05 for moment in often.moments)
    assert len({round(moment - int(moment), 6) for moment in often.moments}) == 7
    assert waiting.moments == ()
    assert 1.0 <= waiting.delay_s < 1.3
    again = plan_of(tmp_path, PRIVATE + FLEET + timeline, seed=7)
    assert again.timeline == plan.timeline
    assert plan_of(tmp_path, PRIVATE + FLEET + timeline, seed=8).timeline[0].moments != once.moments
    assert plan_from_json(plan_to_json(plan).encode()) == plan
    words = plan_in_words(plan)
    assert f"kill 2 of clients at 1s, by jitter at {once.moments[0]:.3f}s" in words
    assert "7 times, by jitter at 0.0" in words
    assert "s and so on" in words
    assert f", {waiting.delay_s:.3f}s later" in words or f"{waiting.delay_s:.3f}".rstrip("0") in words


def test_the_moments_of_jitter_are_spread_evenly(tmp_path: Path) -> None:
    timeline = "timeline: [{every: 1s, times: 900, jitter: 800ms, signal: {host: server, signal: HUP}}]\n"
    text = PRIVATE + FLEET + timeline + "timeout: 1000s\n"
    (step,) = plan_of(tmp_path, text).timeline
    assert all(0 <= each <= 0.8 for each in step.jitter_s)
    assert abs(sum(step.jitter_s) / 900 - 0.4) < 0.04


def test_what_a_fault_refuses_names_its_step_and_the_file(tmp_path: Path) -> None:
    step = "timeline: [{name: no room, at: 1s, stress: {host: server, fill: /data}}]\n"
    with pytest.raises(InvalidInput) as caught:
        plan_of(tmp_path, PRIVATE + FLEET + step)
    assert caught.value.message.startswith('step 1 (no room): "/data" of "server" is not a tmpfs')
    assert str(caught.value.source).endswith(".yaml")
