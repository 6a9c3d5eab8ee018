"""How a host ends when it is asked to stop."""

from pathlib import Path
from typing import Any

import pytest

from socketlab.checks.api import Measure, Verdict
from socketlab.events import StopSeen
from socketlab.spec.checks import CheckItem
from tests.records import ask, released
from tests.spec.yaml_files import VALID, messages

PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN


def check(**settings: Any) -> dict[str, Any]:
    return {"stops": {"host": "server", "within": "2s", **settings}}


def seen(**changes: Any) -> StopSeen:
    given: dict[str, Any] = {"host": "server", "signal": "TERM", "waited_s": 2.0, "took_s": 0.25, "code": 0}
    return StopSeen(at_s=9.0, **given | changes)


@pytest.mark.parametrize(
    ("settings", "changes", "verdict", "sentence"),
    [
        ({}, {}, PASS, "exited 0 0.250s after TERM"),
        ({}, {"code": 143}, FAIL, "exited 143 0.250s after TERM"),
        ({"is": 143}, {"code": 143}, PASS, "exited 143 0.250s after TERM"),
        ({}, {"signal": "QUIT"}, PASS, "exited 0 0.250s after QUIT"),
        ({}, {"took_s": 2.5, "waited_s": 5.0}, FAIL, "ended 2.500s after TERM"),
        ({}, {"took_s": 2.5, "waited_s": 5.0, "error_s": 0.4}, FAIL, "ended 2.500s after TERM"),
        (
            {},
            {"took_s": 2.5, "waited_s": 5.0, "error_s": 0.6},
            UNKNOWN,
            "ended 2.500s after TERM; the lab was up to 600.0ms late itself",
        ),
        ({}, {"took_s": None, "code": None}, FAIL, "still running 2.0s after TERM"),
        ({}, {"code": None}, UNKNOWN, "ended 0.250s after TERM; its exit status is unknown"),
        ({}, {"trouble": "it had ended before"}, UNKNOWN, "server: it had ended before"),
    ],
)
def test_it_must_end_in_time_and_with_the_status(
    settings: dict[str, Any], changes: dict[str, Any], verdict: Verdict, sentence: str
) -> None:
    answer = ask(check(**settings), released(), seen(**changes), outputs={"server.stderr": "bye"})
    assert (answer.verdict, answer.seen) == (verdict, sentence)


def test_time_and_status_are_measured_and_its_last_words_are_evidence() -> None:
    answer = ask(check(), released(), seen(code=3, error_s=0.01), outputs={"server.stderr": "bye"})
    assert answer.measures == (
        Measure("stop", 0.25, "s", "server", 0.01),
        Measure("exit_status", 3, host="server"),
    )
    assert answer.expected == "exit status 0 within 2s"
    assert answer.evidence == ("events.jsonl", "logs/server.stderr.log")


def test_a_host_that_was_never_asked_is_unknown() -> None:
    answer = ask(check(), released())
    assert (answer.verdict, answer.seen) == (UNKNOWN, "not observed: the run ended before then")


def test_the_title_states_time_and_status() -> None:
    title = CheckItem.model_validate(check(within="500ms", **{"is": 143})).spec.title
    assert title == "server stops within 500ms of TERM with status 143"


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        ("host: server", "checks.0.stops.within: is missing"),
        ("host: server, within: 0s", "checks.0.stops.within: must be more than 0s and at most 2m"),
        ("host: server, within: 3m", "checks.0.stops.within: must be more than 0s and at most 2m"),
        ("host: server, within: 2", 'checks.0.stops.within: "2" has no unit (did you mean "2s"?)'),
    ],
)
def test_what_cannot_be_asked_is_refused(tmp_path: Path, settings: str, problem: str) -> None:
    assert messages(tmp_path, f"{VALID}checks: [stops: {{{settings}}}]\n") == [problem]


def test_a_host_of_the_standing_lab_is_not_stopped(tmp_path: Path) -> None:
    text = VALID.replace("{service: web}", "{lab: web}") + "checks: [stops: {host: server, within: 1s}]\n"
    (problem,) = messages(tmp_path, text)
    assert problem.startswith(
        'checks.0.stops.host: "server" is the standing lab\'s: a run must not change it'
    )
