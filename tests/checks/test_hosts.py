"""How hosts fared."""

from typing import Any

import pytest

from socketlab.checks.verdict import Verdict
from socketlab.events import Event, ProcessesSeen, ProcessRow
from tests.records import ask, exited, released

PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN


def row(pid: int, state: str = "S") -> ProcessRow:
    return ProcessRow(pid=pid, parent=int(pid > 1), name="server", state=state, threads=1)


def table(*rows: ProcessRow, moment: str = "end") -> ProcessesSeen:
    return ProcessesSeen(at_s=5.0, host="server", moment=moment, rows=rows)


@pytest.mark.parametrize(
    ("end", "outputs", "verdict", "seen"),
    [
        ([], {}, PASS, "1 stayed up"),
        ([exited("server", 143, stopped=True)], {}, PASS, "1 stayed up"),
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
    answer = ask(None, released(), end, outputs=outputs)
    assert (answer.verdict, answer.seen, answer.expected) == (verdict, seen, "no host ends by itself")


def test_a_dead_host_is_shown_by_what_it_wrote() -> None:
    outputs = {"server.stdout": "x", "server.stderr": "y"}
    answer = ask(None, exited("server", 1), outputs=outputs)
    assert answer.verdict is FAIL
    assert answer.evidence == ("logs/server.stderr.log", "logs/server.stdout.log")


def test_hosts_of_a_run_that_never_came_to_its_release_are_unknown() -> None:
    answer = ask(None)
    assert (answer.verdict, answer.seen) == (UNKNOWN, "the run ended before the fleets were released")


ROWS = (row(1), row(7, "Z"), row(8, "Z"), row(9, "R"))


@pytest.mark.parametrize(
    ("check", "verdict", "expected", "seen"),
    [
        ({"processes": {"host": "server", "count": 4}}, PASS, "4 processes", "4"),
        ({"processes": {"host": "server", "count": 1}}, FAIL, "1 process", "4"),
        ({"zombies": {"host": "server", "count": {"at_least": 1}}}, PASS, "at least 1 zombie", "2"),
        ({"zombies": {"host": "server"}}, FAIL, "0 zombies", "2"),
        ({"threads": {"host": "server", "count": 1}}, PASS, "1 thread", "1"),
        ({"threads": {"host": "server", "count": 2}}, FAIL, "2 threads", "1"),
    ],
)
def test_processes_and_zombies_are_counted(
    check: dict[str, Any], verdict: Verdict, expected: str, seen: str
) -> None:
    answer = ask(check, released(), table(*ROWS))
    assert (answer.verdict, answer.expected, answer.seen) == (verdict, expected, seen)
    assert answer.evidence == ("events.jsonl",)


@pytest.mark.parametrize(
    ("at", "moment"), [("start", "start"), ("100us", "0.0001"), ("1.1ms", "0.0011"), ("3s", "3.0")]
)
def test_each_moment_has_its_own_table(at: str, moment: str) -> None:
    check = {"processes": {"host": "server", "at": at, "count": 1}}
    events = [released(), table(*ROWS), table(row(1), moment=moment)]
    assert ask(check, events).verdict is PASS


@pytest.mark.parametrize(
    ("events", "seen"),
    [
        ([], "nobody looked: the run did not come to that moment"),
        ([table(row(1), moment="start")], "nobody looked: the run did not come to that moment"),
        (
            [ProcessesSeen(at_s=1.0, host="server", moment="end", rows=None, trouble="no shell")],
            "no shell",
        ),
    ],
)
def test_a_table_that_nobody_saw_is_unknown(events: list[Event], seen: str) -> None:
    answer = ask({"processes": {"host": "server", "count": 1}}, released(), events)
    assert (answer.verdict, answer.seen) == (UNKNOWN, seen)


@pytest.mark.parametrize(
    ("descriptors", "verdict", "seen"),
    [
        (5, PASS, "5"),
        (6, FAIL, "6"),
        (None, UNKNOWN, "they may not be counted: the first process is another user's"),
    ],
)
def test_descriptors_are_those_of_the_first_process(
    descriptors: int | None, verdict: Verdict, seen: str
) -> None:
    first = ProcessRow(pid=1, parent=0, name="a", state="S", threads=1, descriptors=descriptors)
    answer = ask({"descriptors": {"host": "server", "count": 5}}, released(), table(first, row(2)))
    assert (answer.verdict, answer.seen) == (verdict, seen)
