"""The links of a run: in force first, measured before the release, watched to the end."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from socketlab.errors import InvalidInput, LabError
from socketlab.events import Released, Started
from socketlab.links.events import LinkMeasured, LinksMade
from socketlab.links.model import Measured, PathPlan
from socketlab.plan.model import Plan
from socketlab.run.player import Ending, Player
from socketlab.runtimes.fake.links import LinkedFakeRuntime, as_asked
from tests.run.harness import KNOWN, Played, play, scenario, slow
from tests.virtual_clock import VirtualClock

LINKED = scenario(more="links: [{between: [clients, server], delay: 25ms}]")


def played(folder: Path, runtime: LinkedFakeRuntime | None = None, **more: object) -> Played:
    return play(folder, LINKED, runtime=runtime or LinkedFakeRuntime(KNOWN), **more)  # type: ignore[arg-type]


def test_conditions_are_in_force_before_a_host_starts_and_measured_before_the_release(tmp_path: Path) -> None:
    run = played(tmp_path)
    assert (run.ending, run.result.outcome) == (Ending.COMPLETED, "pass")
    order = [type(event) for event in run.record.events]
    (made,) = run.of(LinksMade)
    assert (made.mechanism, made.paths) == ("netem", 2)
    server = next(event for event in run.of(Started) if event.host == "server")
    assert run.record.events.index(made) < run.record.events.index(server)
    assert order.index(LinkMeasured) < order.index(Released)
    assert [(each.source, each.destination, each.measured) for each in run.of(LinkMeasured)] == [
        ("clients-1, clients-2", "server", 0.025),
        ("server", "clients-1, clients-2", 0.025),
    ]
    assert [verb for verb, _ in run.runtime.verbs].count("add_network") == 2
    assert run.verbs("missing_conditions") == ["router"]


def test_a_condition_that_is_not_in_force_is_a_lab_error_after_three_measurements(tmp_path: Path) -> None:
    runtime = LinkedFakeRuntime(KNOWN)
    runtime.measures = lambda path: replace(as_asked(path), median_s=0.05)
    run = played(tmp_path, runtime)
    assert (run.ending, run.result.outcome, run.result.exit_code) == (Ending.TROUBLED, "inconclusive", 3)
    assert run.result.trouble == (
        "a condition is not in force from clients-1, clients-2 to server:"
        " delay 25.0ms, measured 50.0ms (and 1 more)"
    )
    assert len(run.verbs("measure_links")) == 3
    assert [each.within for each in run.of(LinkMeasured)] == [False, False]
    assert run.of(Released) == []


def test_a_path_that_a_fault_has_changed_before_the_release_is_not_judged(tmp_path: Path) -> None:
    runtime = LinkedFakeRuntime(KNOWN)
    runtime.measures = lambda path: None if path.destination == ("server",) else as_asked(path)
    run = played(tmp_path, runtime)
    assert run.result.outcome == "pass"
    assert [each.source for each in run.of(LinkMeasured)] == ["server"]


def test_one_late_measurement_is_forgiven(tmp_path: Path) -> None:
    runtime = LinkedFakeRuntime(KNOWN)
    late = iter([True])

    def measures(path: PathPlan) -> Measured:
        return replace(as_asked(path), median_s=0.05) if next(late, False) else as_asked(path)

    runtime.measures = measures
    run = played(tmp_path, runtime)
    assert run.result.outcome == "pass"
    assert len(run.verbs("measure_links")) == 2
    assert all(each.within for each in run.of(LinkMeasured))


def test_a_router_that_ends_makes_the_run_inconclusive(tmp_path: Path) -> None:
    runtime = LinkedFakeRuntime({**KNOWN, "client": slow(1.0)})

    def lose(_: Player, clock: VirtualClock) -> None:
        clock.wait_for(lambda: False, 0.5)
        runtime.lose_links("the router ended")

    run = play(tmp_path, LINKED, runtime=runtime, meanwhile=lose)
    assert (run.ending, run.result.outcome) == (Ending.TROUBLED, "inconclusive")
    assert run.result.trouble == "the conditions of links were lost: the router ended"


def test_conditions_that_are_missing_in_the_end_make_the_run_inconclusive(tmp_path: Path) -> None:
    runtime = LinkedFakeRuntime(KNOWN)
    runtime.gone = ("queues of paths",)
    run = played(tmp_path, runtime)
    assert run.result.outcome == "inconclusive"
    assert run.result.trouble == "conditions of links were lost during the run: queues of paths"


def test_a_router_that_does_not_start_is_a_lab_error(tmp_path: Path) -> None:
    def trouble(verb: str, _: str) -> None:
        if verb == "start_router":
            raise LabError("the router cannot do what the links need: no such thing")

    run = played(tmp_path, LinkedFakeRuntime(KNOWN, trouble=trouble))
    assert run.result.outcome == "inconclusive"
    assert "no such thing" in run.result.trouble
    assert run.verbs("remove") != []


def test_a_thorough_measurement_is_asked_for_by_the_plan(tmp_path: Path) -> None:
    def thorough(plan: Plan) -> Plan:
        assert plan.links is not None
        return replace(plan, links=replace(plan.links, thorough=True))

    assert played(tmp_path, change=thorough).verbs("measure_links") == ["thorough"]


def test_a_run_without_links_has_no_router(tmp_path: Path) -> None:
    runtime = LinkedFakeRuntime(KNOWN)
    run = play(tmp_path, scenario(), runtime=runtime)
    assert run.result.outcome == "pass"
    assert not {"start_router", "measure_links", "missing_conditions"} & {verb for verb, _ in runtime.verbs}


def test_a_runtime_without_links_refuses_them(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match='the capability "links"'):
        play(tmp_path, LINKED)
