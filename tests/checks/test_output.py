"""What clients and hosts wrote."""

from dataclasses import replace
from typing import Any

import pytest

from socketlab.checks.api import Verdict
from socketlab.events import Event
from socketlab.judging.judge import judge
from tests.records import a_client, a_plan, a_record, ask, exited, released, timed_out

PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN


ENDED = [released(), exited("clients-1"), exited("clients-2")]


def output(**settings: Any) -> dict[str, Any]:
    return {"output": {"fleet": "clients", **settings}}


@pytest.mark.parametrize(
    ("settings", "second", "verdict", "seen"),
    [
        ({"contains": "hello"}, "hello you\n", PASS, "2 of 2 clients"),
        ({"contains": "hello"}, "goodbye\n", FAIL, "0 lines from clients-2"),
        ({"contains": "hello", "count": 2}, "hello\nhello", FAIL, "1 line from clients-1"),
        (
            {"contains": "hello", "count": {"at_most": 1}},
            "hello\nhello hello\n",
            FAIL,
            "2 lines from clients-2",
        ),
        ({"contains": "hello", "count": 0}, "hello\n", FAIL, "1 line from clients-1 (and 1 more)"),
        ({"matches": "^hello"}, "hello you\n", PASS, "2 of 2 clients"),
        ({"matches": "^hello"}, "oh hello\n", FAIL, "0 lines from clients-2"),
        ({"matches": "hello$", "count": 1}, "hello", PASS, "2 of 2 clients"),
        ({"matches": "^$", "count": 0}, "hello\n", PASS, "2 of 2 clients"),
        ({"matches": "^$", "count": 0}, "hello\n\n", FAIL, "1 line from clients-2"),
        ({"matches": "a.c", "count": 0}, "a\x85c a\x1cc\n", FAIL, "1 line from clients-2"),
        ({"contains": "a.c", "count": 0}, "abc\n", PASS, "2 of 2 clients"),
    ],
)
def test_each_client_must_print_as_many_matching_lines_as_asked_for(
    settings: dict[str, Any], second: str, verdict: Verdict, seen: str
) -> None:
    outputs = {"clients-1.stdout": "hello\n", "clients-2.stdout": second}
    answer = ask(output(**settings), ENDED, outputs=outputs)
    assert (answer.verdict, answer.seen) == (verdict, seen)


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"contains": "a b"}, 'at least 1 line containing "a b" from each client'),
        ({"contains": "a", "count": 1}, '1 line containing "a" from each client'),
        ({"matches": "a.b", "count": 2}, "2 lines matching /a.b/ from each client"),
    ],
)
def test_what_was_expected_is_said_as_it_was_asked(settings: dict[str, Any], expected: str) -> None:
    assert ask(output(**settings), ENDED).expected == expected


@pytest.mark.parametrize(
    ("stream", "stdout", "stderr", "verdict"),
    [
        ("stdout", "x\n", "", PASS),
        ("stdout", "", "x\n", FAIL),
        ("stderr", "", "x\n", PASS),
        ("any", "x", "x\n", FAIL),
        ("any", "", "x", PASS),
        ("any", "no newline", "x", PASS),
    ],
)
def test_a_stream_can_be_chosen_and_lines_do_not_run_into_each_other(
    stream: str, stdout: str, stderr: str, verdict: Verdict
) -> None:
    outputs = {"clients-1.stdout": stdout, "clients-1.stderr": stderr}
    check = output(matches="^x$", stream=stream, count=1)
    assert ask(check, [released(), exited("clients-1")], outputs=outputs, clients=1).verdict is verdict


@pytest.mark.parametrize(
    ("stream", "evidence"),
    [
        ("stdout", ("logs/clients-1.stdout.log",)),
        ("stderr", ("events.jsonl",)),
        ("any", ("logs/clients-1.stdout.log",)),
    ],
)
def test_the_evidence_is_a_file_that_is_there(stream: str, evidence: tuple[str, ...]) -> None:
    outputs = {"clients-1.stdout": "something else\n", "clients-2.stdout": "x\n", "clients-2.stderr": "x\n"}
    assert ask(output(contains="x", stream=stream), ENDED, outputs=outputs).evidence == evidence


@pytest.mark.parametrize(
    ("last", "count", "lines", "verdict"),
    [
        ([exited("clients-1", 143, stopped=True)], {"at_least": 1}, 0, UNKNOWN),
        ([exited("clients-1", 143, stopped=True)], {"at_least": 1}, 1, PASS),
        ([exited("clients-1", 143, stopped=True)], {"at_most": 1}, 0, UNKNOWN),
        ([exited("clients-1", 143, stopped=True)], {"at_most": 1}, 2, FAIL),
        ([], 0, 0, UNKNOWN),
        ([], 1, 0, UNKNOWN),
        (timed_out("clients-1"), 1, 0, FAIL),
        (timed_out("clients-1"), 0, 0, PASS),
        ([exited("clients-1", 1)], 1, 0, FAIL),
    ],
)
def test_what_was_cut_short_might_have_printed_more(
    last: list[Event], count: object, lines: int, verdict: Verdict
) -> None:
    check = output(contains="x", count=count)
    assert (
        ask(check, released(), last, outputs={"clients-1.stdout": "x\n" * lines}, clients=1).verdict
        is verdict
    )


def test_a_certain_failure_is_shown_before_what_is_only_unknown() -> None:
    events = [released(), exited("clients-1", 143, stopped=True), exited("clients-2")]
    answer = ask(output(contains="x"), events)
    assert (answer.verdict, answer.seen) == (FAIL, "0 lines from clients-2")


@pytest.mark.parametrize(
    ("settings", "line"),
    [
        ({"matches": "^I am ${index} of ${count}: ${client}$"}, "I am 1 of 2: clients-1"),
        ({"contains": "${client} calls ${hosts.server}"}, "clients-1 calls server"),
        ({"contains": "costs $$5"}, "it costs $5"),
        ({"matches": r"costs \$$5"}, "it costs $5"),
    ],
)
def test_variables_are_the_clients_own(settings: dict[str, Any], line: str) -> None:
    first = {"clients-1.stdout": f"{line}\n", "clients-2.stdout": line.replace("1", "2")}
    assert ask(output(**settings), ENDED, outputs=first).verdict is PASS


@pytest.mark.parametrize(
    ("line", "verdict"), [("to a.b+(c)", PASS), ("to aXb+(c)", FAIL), ("to a.bbc", FAIL)]
)
def test_a_value_with_the_signs_of_a_pattern_in_it_is_taken_as_it_is(line: str, verdict: Verdict) -> None:
    client = a_client(1)
    odd = replace(client, variables={**client.variables, "hosts.server": "a.b+(c)"})
    plan = replace(a_plan(output(matches="^to ${hosts.server}$")), clients=(odd,))
    record = a_record(released(), exited("clients-1"), plan=plan, outputs={"clients-1.stdout": line})
    assert judge(record)[0].answer.verdict is verdict


def test_so_many_clients_may_be_asked_for_a_line() -> None:
    outputs = {"clients-1.stdout": "gave up\n", "clients-2.stdout": "all well\n"}
    ends = [released(), exited("clients-1"), exited("clients-2")]
    for wanted, verdict in ((1, Verdict.PASS), (2, Verdict.FAIL), ({"at_most": 1}, Verdict.PASS)):
        check = {"output": {"fleet": "clients", "contains": "gave up", "clients": wanted}}
        answer = ask(check, *ends, outputs=outputs)
        assert (answer.verdict, answer.seen) == (verdict, "1 of 2 clients")
