"""How hosts fared."""

import pytest

from socketlab.checks.api import Verdict
from socketlab.events import Event
from tests.records import a_host, ask, exited, gated, not_started, released

PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN


@pytest.mark.parametrize(
    ("end", "outputs", "verdict", "seen"),
    [
        ([], {}, PASS, "1 host stayed up"),
        ([exited("server", 143, stopped=True)], {}, PASS, "1 host stayed up"),
        ([exited("server", 0)], {}, FAIL, "server exited 0, it wrote nothing"),
        ([exited("server", None)], {}, FAIL, "server ended, it wrote nothing"),
        (
            [exited("server", 137, out_of_memory=True)],
            {"server.stdout": "serving\n"},
            FAIL,
            "server ran out of memory, its last line: serving",
        ),
        (
            [exited("server", 1)],
            {"server.stdout": "serving\n", "server.stderr": "Traceback\n  ValueError: x\n\n"},
            FAIL,
            "server exited 1, its last line: ValueError: x",
        ),
        ([exited("server", 1)], {"server.stderr": "\n \n"}, FAIL, "server exited 1, it wrote nothing"),
    ],
)
def test_no_host_may_end_by_itself(
    end: list[Event], outputs: dict[str, str], verdict: Verdict, seen: str
) -> None:
    answer = ask(None, gated("server"), released(), end, outputs=outputs)
    assert (answer.verdict, answer.seen, answer.expected) == (verdict, seen, "no host ends by itself")


@pytest.mark.parametrize(
    ("end", "verdict", "seen"),
    [
        (exited("server", 3), PASS, "0 hosts stayed up; ended as expected: server"),
        (exited("server", 0), FAIL, "server exited 0, it wrote nothing"),
        (exited("server", None), FAIL, "server ended, it wrote nothing"),
        (exited("server", 3, out_of_memory=True), FAIL, "server ran out of memory, it wrote nothing"),
    ],
)
def test_a_host_may_end_with_the_status_that_is_planned(end: Event, verdict: Verdict, seen: str) -> None:
    hosts = (a_host(exits=3),)
    answer = ask(None, gated("server"), released(), end, hosts=hosts)
    assert (answer.verdict, answer.seen) == (verdict, seen)


def test_a_dead_host_is_shown_by_what_it_wrote() -> None:
    outputs = {"server.stdout": "x", "server.stderr": "y"}
    answer = ask(None, exited("server", 1), outputs=outputs)
    assert answer.verdict is FAIL
    assert answer.evidence == ("logs/server.stderr.log", "logs/server.stdout.log")


def test_a_host_whose_start_is_not_recorded_did_not_stay_up() -> None:
    assert ask(None, released()).seen == "no start of server is recorded"


def test_no_hosts_at_all_is_not_a_pass() -> None:
    answer = ask(None, released(), hosts=())
    assert (answer.verdict, answer.seen) == (UNKNOWN, "the run has no hosts")


def test_of_a_dead_hosts_long_last_line_the_beginning_is_shown() -> None:
    answer = ask(None, exited("server", 1), outputs={"server.stderr": "x" * 1000})
    assert answer.seen == f"server exited 1, its last line: {'x' * 200}..."


def test_hosts_of_a_run_that_never_came_to_its_release_are_unknown() -> None:
    answer = ask(None)
    assert (answer.verdict, answer.seen) == (UNKNOWN, "the run ended before the fleets were released")


def test_a_host_that_could_not_be_started_has_not_failed() -> None:
    answer = ask(None, not_started("server")[-1], exited("server", 127))
    assert (answer.verdict, answer.seen) == (UNKNOWN, "server could not be started: no such program")
