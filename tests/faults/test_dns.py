"""Names that fail, lead elsewhere or take their time, and how many queries that affected."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from socketlab.errors import InvalidInput
from socketlab.faults.dns import Dns
from socketlab.links.names import Answer, NameChange
from socketlab.runtimes.fake.links import LinkedFakeRuntime
from tests.faults.cuts import done
from tests.plan.plans import FLEET, PRIVATE, ROUTED, plan_of
from tests.run.harness import KNOWN, Played, play, slow, with_timeline


class Watched(LinkedFakeRuntime):
    """Remembers which answers were changed, and may have lost it since."""

    seen: tuple[NameChange, ...] = ()
    forgetful = False

    def change_names(self, change: NameChange) -> None:
        super().change_names(change)
        self.seen = (*self.seen, change)
        if self.forgetful:
            self.names = ()


def played(
    folder: Path, settings: str, *, queries: int = 2, forgetful: bool = False
) -> tuple[Played, NameChange]:
    runtime = Watched(KNOWN | {"client": slow(0.5)})
    runtime.queries, runtime.forgetful = queries, forgetful
    run = play(folder, with_timeline(f"{{at: 100ms, dns: {{{settings}}}}}"), runtime=runtime)
    (change,) = runtime.seen
    return run, change


def told(run: Played) -> list[tuple[float, bool, str]]:
    """Each message once: every target has an event of its own."""
    return list(dict.fromkeys(done(run)))


def test_a_name_fails_for_a_while_and_the_router_ends_it_a_little_later(tmp_path: Path) -> None:
    run, change = played(tmp_path, "host: 'clients[1]', names: Server, answer: nxdomain, for: 200ms")
    assert done(run) == [
        (0.1, False, "server: no such name"),
        (0.3, True, "usual answers again, 2 queries affected"),
    ]
    assert (change.askers, change.names) == (("clients-1",), ("server",))
    assert change.answer == Answer(failure="nxdomain")
    assert (change.delay_s, change.lasts_s) == (0.0, 1.2)
    assert run.result.outcome == "pass"


@pytest.mark.parametrize(
    ("settings", "words", "answer"),
    [
        ("answer: timeout", "all names: no answer", (Answer(failure="timeout"), 0.0)),
        ("answer: 10.1.2.3", "all names: address 10.1.2.3", (Answer(address="10.1.2.3"), 0.0)),
        ("names: [a, b.c], answer: server", "a, b.c: address of server", (Answer(host="server"), 0.0)),
        ("delay: 2s", "all names: 2s later", (Answer(), 2.0)),
        (
            "answer: servfail, delay: 1s",
            "all names: the name server fails, 1s later",
            (Answer(failure="servfail"), 1.0),
        ),
    ],
)
def test_every_kind_of_answer_lasts_to_the_end_of_the_run(
    tmp_path: Path, settings: str, words: str, answer: tuple[Any, ...]
) -> None:
    run, change = played(tmp_path, f"host: clients, {settings}")
    assert told(run) == [
        (0.1, False, words),
        (0.5, True, "usual answers again, 2 queries affected"),
    ]
    assert (change.answer, change.delay_s) == answer
    assert change.lasts_s == 86400.0


def test_without_a_query_the_verdict_is_open(tmp_path: Path) -> None:
    run, _ = played(tmp_path, "host: clients, answer: nxdomain, for: 100ms", queries=0)
    assert run.result.outcome == "inconclusive"
    assert told(run)[1][2] == "it had no effect: no query came"


def test_one_that_the_router_has_ended_is_over(tmp_path: Path) -> None:
    run, _ = played(tmp_path, "host: clients, answer: nxdomain, for: 100ms", forgetful=True)
    assert told(run)[1][2] == "ended before"


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({}, "changes nothing"),
        ({"delay": "0s"}, "greater than 0"),
        ({"answer": "timeout", "delay": "1s"}, "delay has no meaning"),
        ({"answer": ""}, "at least 1 character"),
    ],
)
def test_what_makes_no_sense_is_refused(settings: dict[str, str], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Dns.model_validate({"host": "server", **settings})


def test_an_answer_that_only_the_plan_can_read_is_refused_with_the_step(tmp_path: Path) -> None:
    text = f"{PRIVATE}{FLEET}timeline:\n  - {{at: 1s, dns: {{host: server, answer: '${{run}}'}}}}\n"
    with pytest.raises(InvalidInput, match=r"step 1 .*is not a failure, an IPv4 address or a host"):
        plan_of(tmp_path, text, ROUTED)


def test_the_router_answers_for_names_in_such_a_run_only(tmp_path: Path) -> None:
    text = f"{PRIVATE}{FLEET}timeline:\n  - {{at: 1s, dns: {{host: server, answer: nxdomain}}}}\n"
    plan = plan_of(tmp_path, text, ROUTED)
    assert plan.links is not None
    assert plan.links.resolver
    assert {location.spare for location in plan.links.locations.values()} == {0}
    assert plan_of(tmp_path, f"{PRIVATE}{FLEET}", ROUTED).links is None
