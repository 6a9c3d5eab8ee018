"""Whether a host accepts connections on a port."""

from pathlib import Path
from typing import Any

import pytest

from socketlab.checks.api import Measure, Verdict
from socketlab.events import ConnectionSeen
from socketlab.runtimes.fake.host import FakeHost, Image
from socketlab.runtimes.fake.programs import serving
from socketlab.spec.checks import CheckItem
from tests.records import ask, released
from tests.run.harness import play, scenario
from tests.spec.yaml_files import VALID, messages

PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN


def check(**settings: Any) -> dict[str, Any]:
    return {"reachable": {"host": "server", "port": 50007, **settings}}


def tried(
    outcome: str | None, *, moment: str = "end", trouble: str = "", port: int = 50007
) -> ConnectionSeen:
    took_s = None if outcome is None else 0.0015
    return ConnectionSeen(
        at_s=5.0, host="server", moment=moment, port=port, outcome=outcome, took_s=took_s, trouble=trouble
    )


@pytest.mark.parametrize(
    ("outcome", "accepts", "seen"),
    [
        ("connected", True, "accepted after 1.5ms"),
        ("refused", False, "refused after 1.5ms: nothing listens on the port"),
        ("timed out", False, "timed out after 1.5ms: no answer"),
        ("unreachable", False, "unreachable after 1.5ms: no route to the host"),
    ],
)
def test_only_an_accepted_connection_reaches_the_host(outcome: str, *, accepts: bool, seen: str) -> None:
    wanted, unwanted = (ask(check(**{"is": value}), released(), tried(outcome)) for value in (True, False))
    assert (wanted.verdict, unwanted.verdict) == ((PASS, FAIL) if accepts else (FAIL, PASS))
    assert (wanted.seen, unwanted.seen) == (seen, seen)
    assert wanted.measures == (Measure("connection", 0.0015, "s", "server"),)
    assert wanted.expected == "a TCP connection to server:50007 is accepted"
    assert unwanted.expected == "a TCP connection to server:50007 is not accepted"


@pytest.mark.parametrize("wanted", [True, False])
def test_what_could_not_be_tried_is_unknown(*, wanted: bool) -> None:
    answer = ask(check(**{"is": wanted}), released(), tried(None, trouble="no image to try it from"))
    assert (answer.verdict, answer.seen) == (UNKNOWN, "no image to try it from")
    for other in ([], [tried("refused", moment="start")], [tried("refused", port=1)]):
        late = ask(check(**{"is": wanted}), released(), other)
        assert (late.verdict, late.seen) == (UNKNOWN, "not observed: the run ended before then")


def test_it_can_be_asked_at_a_moment() -> None:
    assert ask(check(at="1.5s"), released(), tried("connected", moment="1.5")).verdict is PASS


@pytest.mark.parametrize(
    ("settings", "title"),
    [
        ({}, "server accepts connections on TCP port 50007 at the end"),
        ({"is": False, "at": "1s"}, "server does not accept connections on TCP port 50007 at 1s"),
    ],
)
def test_the_title_says_whether_it_must_accept(settings: dict[str, Any], title: str) -> None:
    assert CheckItem.model_validate(check(**settings)).spec.title == title


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        ("host: server", "checks.0.reachable.port: is missing"),
        ("host: server, port: 0", 'checks.0.reachable.port: must be 1 or more, not "0"'),
        ("host: server, port: 65536", 'checks.0.reachable.port: must be 65535 or less, not "65536"'),
        (
            "host: server, port: 1, protocol: udp",
            'checks.0.reachable.protocol: must be "tcp", not "udp"',
        ),
    ],
)
def test_what_cannot_be_asked_is_refused(tmp_path: Path, settings: str, problem: str) -> None:
    assert messages(tmp_path, f"{VALID}checks: [reachable: {{{settings}}}]\n") == [problem]


def test_in_a_run_the_connection_is_tried_after_what_only_looks(tmp_path: Path) -> None:
    def listening(host: FakeHost) -> int:
        host.ports.add(7)
        return serving(host)

    more = """
checks:
  - reachable: {host: server, port: 7, at: start}
  - reachable: {host: server, port: 8, is: false}
  - processes: {host: server, at: start, count: 1}
  - processes: {host: server, at: end, count: 1}
"""
    played = play(tmp_path, scenario(more=more), {"server": Image(listening, "journal")})
    assert [check.verdict for check in played.result.checks] == ["pass"] * 6
    observed = [verb for verb, _ in played.runtime.verbs if verb in {"processes", "try_connection"}]
    assert observed == ["processes", "try_connection"] * 2
