"""Whether files arrived whole."""

import pytest

from socketlab.checks.api import Verdict
from socketlab.events import Event, FileSeen
from socketlab.record.observations import Participants
from socketlab.spec.checks import CheckItem
from tests.records import ask, noted, released

NOBODY = Participants(hosts=(), clients=())

PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN


def original(number: int, size: int | None = 10, sha256: str | None = "same", trouble: str = "") -> FileSeen:
    return FileSeen(at_s=0, host="server", path=f"/srv/a-{number}", size=size, sha256=sha256, trouble=trouble)


def copy(number: int, **facts: object) -> Event:
    return noted(f"clients-{number}", "file", "gate", path=f"a-{number}", **facts)


BOTH = [released(), original(1), original(2), copy(1, size=10, sha256="same")]


def there(**settings: object) -> dict[str, object]:
    return {"file": {"fleet": "clients", "path": "a-${index}", **settings}}


@pytest.mark.parametrize(
    ("settings", "last", "verdict", "seen"),
    [
        ({}, copy(2, size=10), PASS, "2 of 2 clients"),
        ({"size": "10B"}, copy(2, size=10), PASS, "2 of 2 clients"),
        ({"size": "10B"}, copy(2, size=9), FAIL, "clients-2 has 9 bytes"),
        ({}, copy(2, trouble="gone", missing=True), FAIL, "clients-2 has no such file"),
        ({}, copy(2, trouble="is a directory"), PASS, "2 of 2 clients"),
        ({}, copy(2, trouble="denied"), UNKNOWN, "clients-2 cannot read the file: denied"),
        ({}, copy(2), UNKNOWN, "clients-2 cannot read the file: no reason is recorded"),
        ({"size": "1B"}, copy(2, trouble="is a directory"), FAIL, "clients-1 has 10 bytes"),
        ({}, noted("clients-2", "file", "gate"), UNKNOWN, "clients-2 did not report the file"),
    ],
)
def test_a_file_of_each_client_is_there(
    settings: dict[str, object], last: Event, verdict: Verdict, seen: str
) -> None:
    answer = ask(there(**settings), BOTH, last)
    assert (answer.verdict, answer.seen) == (verdict, seen)


def test_a_file_that_must_not_be_there_is_not() -> None:
    gone = [copy(1, missing=True), copy(2, missing=True)]
    assert ask(there(exists=False), released(), gone).verdict is PASS
    answer = ask(there(exists=False), released(), gone[0], copy(2, size=3))
    assert (answer.verdict, answer.seen) == (FAIL, "clients-2 has it, 3 bytes")
    folder = ask(there(exists=False), released(), gone[0], copy(2, trouble="is a directory"))
    assert (folder.verdict, folder.seen) == (FAIL, "clients-2 has it")
    unread = ask(there(exists=False), released(), gone[0], copy(2, trouble="permission denied"))
    assert unread.verdict is UNKNOWN


def test_a_file_of_a_host_is_there_or_not() -> None:
    check = {"file": {"host": "server", "path": "/srv/a-1", "size": "10B"}}
    assert ask(check, released(), original(1)).verdict is PASS
    answer = ask(check, released(), FileSeen(at_s=0, host="server", path="/srv/a-1", missing=True))
    assert (answer.verdict, answer.seen) == (FAIL, "server has no such file")
    unread = ask(check, released(), original(1, size=None, trouble="not a file"))
    assert (unread.verdict, unread.seen) == (UNKNOWN, "server has it, its size is unknown: not a file")


def test_a_file_of_a_fleet_is_collected_from_its_clients_and_one_of_a_host_is_looked_at() -> None:
    fleets, hosts = (
        CheckItem.model_validate({"file": where}).spec
        for where in ({"fleet": "clients", "path": "a"}, {"host": "server", "path": "/a"})
    )
    assert [list(fleets.collects(name)) for name in ("clients", "others")] == [["a"], []]
    assert list(fleets.looks(NOBODY)) == []
    assert [list(hosts.collects(name)) for name in ("clients", "server")] == [[], []]
    assert [(seen.kind, seen.host, seen.at) for seen in hosts.looks(NOBODY)] == [("file", "server", "end")]
