"""Whether each client got its own bytes back."""

import pytest

from socketlab.checks.api import Verdict
from socketlab.events import Event
from tests.records import ask, exited, noted, released, talked, timed_out

PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN


NOW = " at Thu Jan  1 00:00:00 1970"


def asked(second: list[Event], **settings: str) -> tuple[Verdict, str]:
    """A first client that got back what it sent, and a second one."""
    first = [*talked("clients-1", "Hello 1", f"Echo=>Hello 1{NOW}"), exited("clients-1")]
    answer = ask({"echo": {"fleet": "clients", **settings}}, released(), first, second)
    assert answer.expected == "each of 2 clients gets back what it sent"
    return answer.verdict, answer.seen


def client_2(sent: str, received: str) -> list[Event]:
    return [*talked("clients-2", sent, received), exited("clients-2")]


@pytest.mark.parametrize(
    ("sent", "received", "verdict"),
    [
        ("Hello 2", f"Echo=>Hello 2{NOW}", PASS),
        ("Hello 2", "Echo=>Hello 2", PASS),
        ("Hello 2", "Hello 2", PASS),
        ("Hello 2", f"Echo=>Hel{NOW}Echo=>lo 2{NOW}", PASS),
        ("Hello 2", "Echo=>HelEcho=>lo 2", PASS),
        ("Echo=>Hello", f"Echo=>Echo=>Hello{NOW}", PASS),
        (f"x{NOW}", f"Echo=>x{NOW}{NOW}", PASS),
        (f"x{NOW}", f"Echo=>x{NOW}", PASS),
        ("Hello 2", f"Echo=>Hello 1{NOW}", FAIL),
        ("Hello 2", f"Echo=>Hello 2{NOW}Echo=>Hello 1{NOW}", FAIL),
        ("Hello 2", f"Echo=>Hello 1{NOW}Echo=>Hello 2{NOW}", FAIL),
        ("Hello 2", f"Echo=>ello 2{NOW}", FAIL),
        ("Hello 2", f"Echo=>Hello{NOW}", FAIL),
        ("Hello 2", f"Echo=>lo 2{NOW}Echo=>Hel{NOW}", FAIL),
        ("Hello 2", "Echo=>Hello 2!", FAIL),
        ("Hello 2", "Echo=>Hello 2 at noon", FAIL),
        ("Hello 2", "HTTP/1.0 400 Bad Request", FAIL),
        ("Hello 2", "", FAIL),
    ],
)
def test_a_client_must_get_back_its_own_bytes_in_order_and_nothing_else(
    sent: str, received: str, verdict: Verdict
) -> None:
    seen = "2 of 2 clients" if verdict is PASS else f"clients-2 sent {sent!r} and got {received!r}"
    assert asked(client_2(sent, received)) == (verdict, seen)


def test_what_does_not_fit_a_line_is_cut_and_its_size_told() -> None:
    _, seen = asked(client_2("x" * 200, "y" * 101))
    assert seen == f"clients-2 sent '{'x' * 100}'... (200 bytes) and got '{'y' * 100}'... (101 bytes)"


def test_data_told_in_several_lines_is_put_together() -> None:
    events = [
        noted("clients-2", "sent", data="a" * 600, more=True),
        noted("clients-2", "sent", data="b"),
        noted("clients-2", "received", data="Echo=>" + "a" * 594, more=True),
        noted("clients-2", "received", data=f"aaaaaab{NOW}"),
        exited("clients-2"),
    ]
    assert asked(events) == (PASS, "2 of 2 clients")


def test_several_messages_count_as_one_stream() -> None:
    events = [*talked("clients-2", "one", "Echo=>one"), *talked("clients-2", "two", f"Echo=>two{NOW}")]
    assert asked([*events, exited("clients-2")]) == (PASS, "2 of 2 clients")


def test_only_the_clients_own_notes_count() -> None:
    events = client_2("Hello 2", "Echo=>Hello 2")
    assert asked([noted("clients-2", "sent", "server", data="x"), *events]) == (PASS, "2 of 2 clients")


@pytest.mark.parametrize(
    "last",
    [
        [
            noted("clients-2", "sent", data="a" * 600, more=True),
            noted("clients-2", "received", data="Echo=>aaa"),
        ],
        [*talked("clients-2", "Hello", "Echo=>"), noted("clients-2", "closed", lost=3)],
        [noted("clients-2", "sent", data="Hello"), noted("clients-2", "closed", lost=1)],
    ],
)
def test_a_journal_with_gaps_proves_nothing_against_the_server(last: list[Event]) -> None:
    assert asked([*last, exited("clients-2")]) == (UNKNOWN, "the journal of clients-2 has gaps")


def test_a_journal_with_gaps_may_still_show_that_all_came_back() -> None:
    assert asked([*client_2("Hello", "Echo=>Hello"), noted("clients-2", "closed", lost=3)])[0] is PASS


def test_a_client_without_a_journal_is_unknown() -> None:
    assert asked([exited("clients-2")]) == (UNKNOWN, "the journal of clients-2 does not say what it sent")


@pytest.mark.parametrize(
    ("received", "verdict"),
    [
        ("", UNKNOWN),
        ("Echo=>Hel", UNKNOWN),
        ("Echo=>Hello 2 at Thu", UNKNOWN),
        ("Hel", UNKNOWN),
        ("Echo=>Hello 1", FAIL),
        (f"Echo=>Hello 2{NOW}", PASS),
    ],
)
def test_what_was_cut_short_fails_only_if_it_was_wrong_already(received: str, verdict: Verdict) -> None:
    talk = talked("clients-2", "Hello 2", received)
    for end in (timed_out("clients-2"), [exited("clients-2", 143, stopped=True)], []):
        assert asked([*talk, *end])[0] is verdict


def test_bytes_of_another_client_are_shown_before_what_is_only_unknown() -> None:
    events = [*talked("clients-2", "Hello 2", "Echo=>Hello 1"), exited("clients-2")]
    answer = ask({"echo": {"fleet": "clients"}}, released(), events, outputs={"clients-2.stdout": "x"})
    assert (answer.verdict, answer.seen) == (FAIL, "clients-2 sent 'Hello 2' and got 'Echo=>Hello 1'")
    assert answer.evidence == ("events.jsonl", "logs/clients-2.stdout.log")


def test_a_reply_that_can_be_read_in_too_many_ways_is_unknown() -> None:
    settings = {"prefix": "a?", "suffix": "a?"}
    events = client_2("a" * 30_000 + "c", "a" * 40_000 + "b")
    first = [*talked("clients-1", "Hello", "Hello"), exited("clients-1")]
    answer = ask({"echo": {"fleet": "clients", **settings}}, released(), first, events)
    assert (answer.verdict, answer.seen) == (UNKNOWN, "the reply to clients-2 can be read in too many ways")


def test_a_fleet_that_was_never_released_is_unknown() -> None:
    answer = ask({"echo": {"fleet": "clients"}})
    assert (answer.verdict, answer.seen) == (UNKNOWN, "the fleet was never released")


@pytest.mark.parametrize(
    ("settings", "received", "verdict"),
    [
        ({"prefix": "(?:>|<)", "suffix": "!"}, ">Hel!<lo!", PASS),
        ({"prefix": "(>)", "suffix": "(!)"}, ">Hello!", PASS),
        ({"prefix": ">", "suffix": "!"}, ">Hello", FAIL),
        ({"prefix": "", "suffix": ""}, "Hello", PASS),
        ({"prefix": "", "suffix": "!?"}, "H!el!lo", PASS),
        ({"prefix": "", "suffix": ""}, "Hell", FAIL),
        ({"prefix": r"\[${client}\] "}, "[clients-2] Hello", PASS),
        ({"prefix": r"\[${index}\] "}, "[1] Hello", FAIL),
        ({"prefix": "a*", "suffix": ".*"}, "aaHello, and so on", PASS),
    ],
)
def test_what_a_server_puts_around_a_reply_can_be_told(
    settings: dict[str, str], received: str, verdict: Verdict
) -> None:
    assert asked_of_one(settings, received) is verdict


def asked_of_one(settings: dict[str, str], received: str) -> Verdict:
    events = client_2("Hello", received)
    first = [*talked("clients-1", "Hello", "Hello"), exited("clients-1")]
    return ask({"echo": {"fleet": "clients", **settings}}, released(), first, events).verdict
