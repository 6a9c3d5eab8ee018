"""What must not appear in the output of a host or of a fleet."""

from pathlib import Path
from typing import Any

import pytest

from socketlab.checks.api import Measure, Verdict
from socketlab.events import Event, Interrupted, Started, Troubled
from socketlab.judging.evidence import RecordedEvidence
from socketlab.spec.checks import CheckItem
from tests.records import a_plan, a_record, ask, exited, released, timed_out
from tests.spec.yaml_files import VALID, messages

PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN
STARTED = Started(at_s=0.0, host="server", placement="private", address="198.19.7.2", gated=False)
ENDED = [released(), exited("clients-1"), exited("clients-2")]


def by_host(**settings: Any) -> dict[str, Any]:
    return {"never": {"host": "server", "contains": "Traceback", **settings}}


def by_fleet(**settings: Any) -> dict[str, Any]:
    return {"never": {"fleet": "clients", "contains": "refused", **settings}}


def test_a_host_that_never_printed_it_passes_even_if_it_printed_nothing() -> None:
    answer = ask(by_host(), STARTED, released())
    assert (answer.verdict, answer.seen) == (PASS, "none from 1 of 1 host")
    assert ask(by_host(), STARTED, released(), outputs={"server.stdout": "ready\n"}).verdict is PASS


@pytest.mark.parametrize(
    ("stream", "written", "verdict"),
    [
        ("any", "server.stdout", FAIL),
        ("any", "server.stderr", FAIL),
        ("stderr", "server.stderr", FAIL),
        ("stderr", "server.stdout", PASS),
    ],
)
def test_both_streams_are_searched_unless_one_is_chosen(stream: str, written: str, verdict: Verdict) -> None:
    outputs = {written: "ready\nTraceback (most recent call last)\n"}
    answer = ask(by_host(stream=stream), STARTED, released(), outputs=outputs)
    assert answer.verdict is verdict
    if verdict is FAIL:
        assert (answer.seen, answer.evidence) == ("1 line from server", (f"logs/{written}.log",))


@pytest.mark.parametrize(
    "events",
    [
        [],
        [STARTED],
        [released()],
        [STARTED, released(), Interrupted(at_s=5.0)],
        [STARTED, released(), Troubled(at_s=5.0, message="no engine")],
    ],
)
def test_silence_proves_nothing_where_the_record_is_not_complete(events: list[Event]) -> None:
    assert ask(by_host(), events).verdict is UNKNOWN
    assert ask(by_host(), events, outputs={"server.stdout": "Traceback\n"}).verdict is FAIL


def test_no_client_may_print_it_and_the_first_that_did_is_shown() -> None:
    outputs = {"clients-1.stdout": "connected\n", "clients-2.stderr": "refused\nrefused\n"}
    answer = ask(by_fleet(), ENDED, outputs=outputs)
    assert (answer.verdict, answer.seen) == (FAIL, "2 lines from clients-2")
    assert answer.measures == (Measure("lines", 0, host="clients-1"), Measure("lines", 2, host="clients-2"))
    passed = ask(by_fleet(), ENDED, outputs={"clients-1.stdout": "connected\n"})
    assert (passed.verdict, passed.seen) == (PASS, "none from 2 of 2 clients")


@pytest.mark.parametrize(
    ("end", "verdict"),
    [
        ([exited("clients-2", 1)], PASS),
        (timed_out("clients-2"), PASS),
        ([exited("clients-2", 143, stopped=True)], UNKNOWN),
        ([], UNKNOWN),
    ],
)
def test_a_client_that_was_cut_short_might_have_printed_it(end: list[Event], verdict: Verdict) -> None:
    assert ask(by_fleet(), released(), exited("clients-1"), end).verdict is verdict


def test_a_fleet_without_clients_has_not_been_silent() -> None:
    assert ask(by_fleet(), released(), clients=0).verdict is UNKNOWN


def test_the_check_itself_knows_that_no_client_was_observed() -> None:
    check = CheckItem.model_validate(by_fleet()).spec
    nothing = RecordedEvidence(a_record(released(), plan=a_plan(by_fleet(), clients=0)))
    assert check.judge(nothing).verdict is Verdict.UNKNOWN


def test_variables_are_those_of_the_client_or_of_the_run() -> None:
    own = by_fleet(contains="for ${client}")
    assert ask(own, ENDED, outputs={"clients-1.stdout": "for clients-2\n"}).verdict is PASS
    assert ask(own, ENDED, outputs={"clients-2.stdout": "for clients-2\n"}).verdict is FAIL
    run = {"never": {"host": "server", "matches": "^run ${run}$"}}
    assert ask(run, STARTED, released(), outputs={"server.stdout": "run testrun1\n"}).verdict is FAIL


@pytest.mark.parametrize(
    ("item", "title"),
    [
        (by_host(), 'server never prints "Traceback"'),
        (by_fleet(), 'no client ever prints "refused"'),
        ({"never": {"host": "server", "matches": "^x"}}, 'server never prints a line matching "^x"'),
    ],
)
def test_the_title_says_that_it_must_not_appear(item: dict[str, Any], title: str) -> None:
    assert CheckItem.model_validate(item).spec.title == title


def test_a_host_has_no_number_to_look_for(tmp_path: Path) -> None:
    text = VALID + "checks: [never: {host: server, contains: 'no ${index}'}]\n"
    assert messages(tmp_path, text) == [
        'checks.0.never.contains: no variable "index" (only a client has one)'
    ]


@pytest.mark.parametrize("settings", ["{contains: x}", "{host: server, fleet: clients, contains: x}"])
def test_it_is_asked_of_a_host_or_of_a_fleet(tmp_path: Path, settings: str) -> None:
    assert messages(tmp_path, f"{VALID}checks: [never: {settings}]\n") == [
        "checks.0.never: needs either fleet (the output of each client) or host"
    ]
