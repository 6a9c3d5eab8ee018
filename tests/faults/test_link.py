"""Links whose conditions change, return, and how many packets passed meanwhile."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from socketlab.errors import InvalidInput
from socketlab.faults.api import Lasting, PutsConditions
from socketlab.faults.link import Link
from socketlab.links.changes import LinkChange
from socketlab.links.model import Route
from socketlab.runtimes.fake.links import LinkedFakeRuntime
from tests.faults.cuts import done
from tests.plan.plans import FLEET, PRIVATE, ROUTED, plan_of
from tests.run.harness import KNOWN, Played, play, slow, with_timeline


class Watched(LinkedFakeRuntime):
    """Remembers what was changed, and may have lost it since."""

    seen: tuple[LinkChange, ...] = ()
    forgetful = False

    def change_links(self, change: LinkChange) -> None:
        super().change_links(change)
        self.seen = (*self.seen, change)
        if self.forgetful:
            self.changes = ()


def played(
    folder: Path, *steps: str, packets: int = 3, forgetful: bool = False
) -> tuple[Played, tuple[LinkChange, ...]]:
    runtime = Watched(KNOWN | {"client": slow(0.5)})
    runtime.packets, runtime.forgetful = packets, forgetful
    run = play(folder, with_timeline(*steps), runtime=runtime)
    return run, runtime.seen


def test_a_change_lasts_for_its_time_and_the_router_ends_it_a_little_later(tmp_path: Path) -> None:
    step = "{at: 100ms, link: {between: [clients, server], delay: 200ms, loss: 5%, for: 200ms}}"
    run, (change,) = played(tmp_path, step)
    assert done(run) == [
        (0.1, False, "delay 200ms, loss 5%"),
        (0.3, True, "as declared again, 3 packets passed"),
    ]
    assert (change.settings, change.over_s, change.lasts_s) == ({"delay": 0.2, "loss": 0.05}, 0.0, 1.2)
    assert len(change.routes) == 2
    assert run.result.outcome == "pass"


def test_a_gradual_change_says_how_long_it_takes_and_stays_to_the_end_of_the_run(tmp_path: Path) -> None:
    run, (change,) = played(
        tmp_path, "{at: 100ms, link: {from: clients, to: server, delay: 2s, over: 300ms}}"
    )
    assert done(run) == [
        (0.1, False, "delay 2s, over 300ms"),
        (0.5, True, "as declared again, 3 packets passed"),
    ]
    assert (change.over_s, change.lasts_s) == (0.3, 86400.0)


@pytest.mark.parametrize("lasts", ["", ", for: 100ms"])
def test_one_under_which_no_packet_passed_leaves_the_verdict_open(tmp_path: Path, lasts: str) -> None:
    step = f"{{at: 100ms, link: {{between: [clients, server], delay: 1ms{lasts}}}}}"
    run, _ = played(tmp_path, step, packets=0)
    assert run.result.outcome == "inconclusive"
    assert done(run)[1][2] == "it had no effect: no packet came that way"


def test_one_that_was_ended_by_another_command_is_no_trouble(tmp_path: Path) -> None:
    step = "{at: 100ms, link: {between: [clients, server], delay: 1ms, for: 100ms}}"
    run, _ = played(tmp_path, step, forgetful=True)
    assert done(run)[1] == (0.2, True, "reset before")


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({}, "has no condition"),
        ({"delay": "1ms", "jitter": "2ms"}, "jitter is more than the delay"),
        ({"mtu": "1000B", "over": "1s"}, "over cannot be used with mtu"),
        ({"delay": "1ms", "over": "2s", "for": "1s"}, "over (2s) is longer than for (1s)"),
    ],
)
def test_what_does_not_fit_is_refused(settings: dict[str, object], message: str) -> None:
    with pytest.raises(ValidationError) as raised:
        Link.model_validate({"between": ["a", "b"], **settings})
    assert message in str(raised.value)


def test_the_plan_provides_a_router_for_a_path_without_a_link(tmp_path: Path) -> None:
    step = "timeline: [{at: 1s, link: {between: [clients, server], delay: 10ms}}]\n"
    plan = plan_of(tmp_path, PRIVATE + FLEET + step, ROUTED)
    fault = plan.timeline[0].fault
    assert plan.links is not None
    assert plan.links.paths == ()
    assert len(plan.networks) == 2
    assert plan.timeline[0].name == "link clients and server"
    assert isinstance(fault, Lasting)
    assert isinstance(fault, PutsConditions)
    (conditions,) = set(fault.conditions(plan.timeline[0].routes, plan.links))
    assert conditions.delay_s == 0.01
    fleet = ("clients-1", "clients-2", "clients-3")
    assert plan.timeline[0].routes[0] == Route(source=fleet, destination=("server",))


def test_the_plan_refuses_what_this_machine_cannot_provide_or_what_has_no_beginning(tmp_path: Path) -> None:
    step = "timeline: [{at: 1s, link: {between: [clients, server], %s}}]\n"
    with pytest.raises(InvalidInput, match="cannot provide corrupt: its kernel lacks"):
        plan_of(tmp_path, PRIVATE + FLEET + step % "corrupt: 1%", ROUTED)
    with pytest.raises(
        InvalidInput, match=r"step 1 \(link clients and server\): a rate between .* no declared"
    ):
        plan_of(tmp_path, PRIVATE + FLEET + step % "rate: 1mbit, over: 1s", ROUTED)
