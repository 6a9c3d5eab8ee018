"""The timeline of a plan: targets chosen, triggers resolved, hosts prepared."""

from pathlib import Path

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
