"""Whether files arrived whole."""

import pytest

from socketlab.checks.api import Verdict
from socketlab.events import Event, FileSeen
from tests.records import ask, noted, released

PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN


CHECK = {
    "same_file": {"fleet": "clients", "file": "a-${index}", "host": "server", "source": "/srv/a-${index}"}
}


def original(number: int, size: int | None = 10, sha256: str | None = "same", trouble: str = "") -> FileSeen:
    return FileSeen(at_s=0, host="server", path=f"/srv/a-{number}", size=size, sha256=sha256, trouble=trouble)


def copy(number: int, **facts: object) -> Event:
    return noted(f"clients-{number}", "file", "gate", path=f"a-{number}", **facts)


BOTH = [released(), original(1), original(2), copy(1, size=10, sha256="same")]


@pytest.mark.parametrize(
    ("last", "verdict", "seen"),
    [
        ([copy(2, size=10, sha256="same")], PASS, "2 of 2 clients, 20 bytes in all"),
        ([copy(2, size=9, sha256="other")], FAIL, "clients-2 has 9 of 10 bytes"),
        ([copy(2, size=10, sha256="other")], FAIL, "clients-2 has 10 bytes with another SHA-256"),
        (
            [copy(2, trouble="no such file or directory")],
            FAIL,
            "clients-2 has no a-2: no such file or directory",
        ),
        ([copy(2, trouble="is a directory")], FAIL, "clients-2 has no a-2: is a directory"),
        ([copy(2, trouble="denied")], UNKNOWN, "clients-2 cannot read its file: denied"),
        ([], UNKNOWN, "clients-2 did not report its file"),
        ([noted("clients-2", "file", "gate")], UNKNOWN, "clients-2 did not report its file"),
        (
            [noted("clients-2", "file", "client", path="a-2", size=10)],
            UNKNOWN,
            "clients-2 did not report its file",
        ),
        ([copy(1, size=10, sha256="same")], UNKNOWN, "clients-2 did not report its file"),
    ],
)
def test_each_client_must_end_up_with_the_bytes_of_its_original(
    last: list[Event], verdict: Verdict, seen: str
) -> None:
    answer = ask(CHECK, BOTH, last)
    assert (answer.verdict, answer.seen) == (verdict, seen)
    assert answer.expected == "a-<index> of each client has the bytes of server:/srv/a-<index>"


@pytest.mark.parametrize(
    ("events", "reason"),
    [
        ([], "it was not read"),
        ([original(2, None, None, "permission denied")], "permission denied"),
    ],
)
def test_an_original_that_is_not_known_makes_no_failure(events: list[Event], reason: str) -> None:
    copies = [copy(1, size=10, sha256="same"), copy(2, size=10, sha256="same")]
    answer = ask(CHECK, released(), original(1), *events, copies)
    assert answer.verdict is UNKNOWN
    assert answer.seen == f"clients-2 cannot be compared, the original is unknown: {reason}"


def test_a_certain_failure_is_shown_before_what_is_only_unknown() -> None:
    answer = ask(
        CHECK,
        released(),
        original(1),
        original(2),
        copy(2, size=1, sha256="x"),
        outputs={"clients-2.stderr": "x"},
    )
    assert (answer.verdict, answer.seen) == (FAIL, "clients-2 has 1 of 10 bytes")
    assert answer.evidence == ("events.jsonl", "logs/clients-2.stderr.log")


def test_a_fleet_that_was_never_released_is_unknown() -> None:
    answer = ask(CHECK, original(1))
    assert (answer.verdict, answer.seen) == (UNKNOWN, "the fleet was never released")
