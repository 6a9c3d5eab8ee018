"""Whether a server's journal shows it turning from one client to another."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socketlab.checks.api import Verdict
from socketlab.events import Event
from tests.records import ask, behind_gate, noted, released

PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN


def journal(story: str, ports: dict[str, int] | None = None) -> list[Event]:
    """A server's journal: a capital letter is a client heard, a small one the same client answered."""
    told = list(dict.fromkeys(story.upper()))
    lines: list[Event] = [
        noted("server", "connect", "server", conn=one, port=(ports or {}).get(one, 1), clock=0.0)
        for one in told
    ]
    for place, letter in enumerate(story, start=1):
        event = "received" if letter.isupper() else "sent"
        lines.append(noted("server", event, "server", conn=letter.upper(), clock=float(place)))
    return lines


def found(events: Iterable[Event], **settings: object) -> tuple[Verdict, str]:
    answer = ask({"interleaving": {"host": "server", **settings}}, released(), list(events))
    return answer.verdict, answer.seen


@pytest.mark.parametrize(
    ("story", "verdict", "seen"),
    [
        ("AaBb", FAIL, "0 of 2"),
        ("AaBbAa", FAIL, "1 of 2"),
        ("ABab", PASS, "2 of 2"),
        ("AaBbAaBb", PASS, "2 of 2"),
        ("AAaa", FAIL, "0 of 1"),
        ("", UNKNOWN, "the journal of server has no conversations"),
    ],
)
def test_a_conversation_is_interleaved_when_another_was_attended_to_in_between(
    story: str, verdict: Verdict, seen: str
) -> None:
    assert found(journal(story)) == (verdict, seen)


def test_the_order_is_that_of_the_clock_not_of_arrival() -> None:
    events = journal("AaBbAaBb")
    assert found(reversed(events)) == (PASS, "2 of 2")


def test_across_ports_only_who_calls_on_another_one_counts() -> None:
    same = journal("ABab", {"A": 1, "B": 1})
    other = journal("ABab", {"A": 1, "B": 2})
    assert found(same, across_ports=True) == (FAIL, "0 of 2")
    assert found(other, across_ports=True) == (PASS, "2 of 2, on ports 1, 2")


@pytest.mark.parametrize(
    ("late_s", "verdict", "seen"),
    [
        (0.0, FAIL, "0 of 2"),
        (0.9, FAIL, "0 of 2"),
        (1.1, UNKNOWN, "0 of 2; the lab was up to 1100.0ms late itself"),
    ],
)
def test_clients_that_miss_each_other_by_less_than_the_lab_was_late_may_have_been_interleaved(
    late_s: float, verdict: Verdict, seen: str
) -> None:
    gate = behind_gate("clients-1", 100.0 + late_s, 110.0)
    assert found([*journal("AaBb"), *gate]) == (verdict, seen)


@pytest.mark.timeout(20)
def test_the_time_grows_with_the_journal_and_not_with_its_square() -> None:
    number = 20_000
    events = [
        noted("server", "sent", "server", conn=str(index % number), clock=float(index))
        for index in range(2 * number)
    ]
    assert found(events) == (PASS, f"{number} of {number}")


def turned_away(places: list[tuple[float, str, int]], *, across: bool) -> int:
    """The definition: conversations between whose first and last transfer another's transfer lies."""
    ordered = sorted(range(len(places)), key=lambda place: places[place][0])
    return sum(
        any(
            places[other][1] != conn and (not across or places[other][2] != port)
            for other in ordered[min(own) + 1 : max(own)]
        )
        for conn, port in {(conn, port) for _, conn, port in places}
        if (own := [at for at, place in enumerate(ordered) if places[place][1] == conn])
    )


TRANSFERS = st.lists(st.tuples(st.sampled_from([1.0, 2.0, 3.0]), st.sampled_from("ABC")), min_size=1)


@given(transfers=TRANSFERS, across=st.booleans())
def test_the_number_is_that_of_the_definition(transfers: list[tuple[float, str]], *, across: bool) -> None:
    ports = {"A": 1, "B": 1, "C": 2}
    connects = [noted("server", "connect", "server", conn=c, port=ports[c], clock=0.0) for c in ports]
    sent = [noted("server", "sent", "server", conn=conn, clock=clock) for clock, conn in transfers]
    number = turned_away([(clock, conn, ports[conn]) for clock, conn in transfers], across=across)
    _, seen = found([*connects, *sent], across_ports=across)
    assert seen.startswith(f"{number} of ")
