"""Titles state the expectation in plain words, a count of none included."""

from typing import Any

import pytest

from socketlab.checks.hosts_up import HostsUp
from socketlab.checks.timeline_played import TimelinePlayed
from socketlab.spec.checks import CheckItem

HOST, FLEET = {"host": "server"}, {"fleet": "impatient"}

TITLES: list[tuple[dict[str, Any], str]] = [
    ({"exit_status": FLEET}, "every client of impatient exits 0"),
    ({"exit_status": {**FLEET, "is": 3, "clients": 0}}, "no client of impatient exits 3"),
    ({"exit_status": {**FLEET, "is": 3, "clients": 1}}, "1 client of impatient exits 3"),
    (
        {"exit_status": {**FLEET, "clients": {"at_least": 2}}},
        "at least 2 clients of impatient exit 0",
    ),
    ({"output": {**FLEET, "contains": "refused"}}, 'every client of impatient prints "refused"'),
    ({"output": {**FLEET, "contains": "refused", "count": 0}}, 'no client of impatient prints "refused"'),
    (
        {"output": {**FLEET, "matches": "^a", "count": 2}},
        "every client of impatient prints 2 lines matching /^a/",
    ),
    (
        {"output": {**FLEET, "contains": "refused", "clients": {"at_most": 3}}},
        'at most 3 clients of impatient print "refused"',
    ),
    (
        {"output": {**FLEET, "contains": "refused", "clients": 0}},
        'no client of impatient prints "refused"',
    ),
    (
        {"output": {**FLEET, "contains": "refused", "count": 0, "clients": 1}},
        '1 client of impatient does not print "refused"',
    ),
    (
        {"output": {**FLEET, "contains": "refused", "count": 0, "clients": 2}},
        '2 clients of impatient do not print "refused"',
    ),
    ({"log": {**HOST, "contains": "x"}}, 'server prints "x"'),
    ({"log": {**HOST, "matches": "^x"}}, 'server prints a line matching "^x"'),
    ({"log": {**HOST, "contains": "x", "count": 0}}, 'server does not print "x"'),
    ({"log": {**HOST, "contains": "x", "count": 2}}, 'server prints 2 lines containing "x"'),
    ({"client_time": {**FLEET, "at_least": "1s"}}, "every client of impatient takes at least 1s"),
    ({"fleet_time": {**FLEET, "at_most": "2s"}}, "the fleet impatient takes at most 2s"),
    (
        {"waiting_time": {**FLEET, "at_most": "2s"}},
        "every client of impatient waits at most 2s for its first reply",
    ),
    (
        {"waiting_time": {**FLEET, "of": "slowest", "at_most": "2s"}},
        "the slowest client of impatient waits at most 2s for its first reply",
    ),
    ({"latency": {**FLEET, "at_most": "2s"}}, "the slowest reply to impatient takes at most 2s"),
    (
        {"latency": {**FLEET, "percentile": 50, "at_most": "2s"}},
        "the median reply to impatient takes at most 2s",
    ),
    (
        {"latency": {**FLEET, "percentile": 99.9, "at_most": "2s"}},
        "the 99.9th percentile of the replies to impatient takes at most 2s",
    ),
    ({"fairness": {**FLEET, "index": 0.9}}, "the fleet impatient has a fairness index of at least 0.9"),
    (
        {"fairness": {**FLEET, "index": 1, "longest_wait": "1s"}},
        "the fleet impatient has a fairness index of at least 1 and no wait longer than 1s",
    ),
    (
        {"throughput": {**FLEET, "at_least": "1mbit"}},
        "the fleet impatient receives at least 1mbit/s together",
    ),
    (
        {"throughput": {**FLEET, "of": "each", "at_least": "1mbit", "at_most": "2mbit"}},
        "every client of impatient receives at least 1mbit/s and at most 2mbit/s",
    ),
    (
        {"connections": {**HOST, "state": "CLOSE_WAIT", "count": 0}},
        "server has no CLOSE_WAIT connections at the end",
    ),
    (
        {"connections": {**HOST, "port": 7, "at": "1s", "count": 1}},
        "server has 1 ESTABLISHED connection of port 7 at 1s",
    ),
    ({"no_loss": FLEET}, "every client of impatient gets a reply to each message"),
    ({"no_duplicates": FLEET}, "every client of impatient gets no reply twice"),
    (
        {"recovery_time": {**FLEET, "after": "outage", "at_most": "2s"}},
        "the fleet impatient gets a reply at most 2s after outage",
    ),
    (
        {"recovery_time": {**FLEET, "after": "outage", "of": "each", "at_most": "2s"}},
        "every client of impatient gets a reply at most 2s after outage",
    ),
    ({"start_skew": {**FLEET, "at_most": "100ms"}}, "clients of impatient start at most 100ms apart"),
    ({"start_skew": {"fleet": "clients", "at_most": "100ms"}}, "clients start at most 100ms apart"),
    ({"exit_status": {"fleet": "clients"}}, "every client exits 0"),
    ({"echo": FLEET}, "every client of impatient gets its own bytes back"),
    ({"interleaving": HOST}, "at least 2 conversations on server are interleaved"),
    (
        {"interleaving": {**HOST, "count": 0, "across_ports": True}},
        "no conversation on server is interleaved across ports",
    ),
    ({"processes": {**HOST, "count": 1}}, "server has 1 process at the end"),
    (
        {"threads": {**HOST, "at": "start", "count": 2}},
        "the first process of server has 2 threads at the start",
    ),
    ({"zombies": {**HOST, "at": "1.5s"}}, "server has no zombies at 1.5s"),
    (
        {"descriptors": {**HOST, "count": {"at_most": 9}}},
        "the first process of server has at most 9 open file descriptors at the end",
    ),
    (
        {"counter": {**HOST, "name": "ListenDrops", "count": 0}},
        "ListenDrops on server does not grow until the end",
    ),
    (
        {"counter": {**HOST, "name": "ListenDrops", "count": {"at_least": 4}}},
        "ListenDrops on server grows by at least 4 until the end",
    ),
    (
        {"same_file": {**FLEET, **HOST, "file": "a", "source": "/a"}},
        "every client of impatient ends up with the bytes of server:/a",
    ),
    ({"file": {**HOST, "path": "/a", "exists": False}}, "server does not have /a"),
    ({"file": {**HOST, "path": "/a", "size": "5B"}}, "server has /a (5 bytes)"),
    ({"file": {**FLEET, "path": "a"}}, "every client of impatient has a"),
    ({"file": {**FLEET, "path": "a", "exists": False}}, "no client of impatient has a"),
]


@pytest.mark.parametrize(("item", "title"), TITLES)
def test_a_title_states_what_must_hold(item: dict[str, Any], title: str) -> None:
    assert CheckItem.model_validate(item).spec.title == title


def test_the_implied_checks_have_titles_too() -> None:
    assert HostsUp().title == "hosts stay up"
    assert TimelinePlayed().title == "every step of the timeline is played"
