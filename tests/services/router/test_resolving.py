"""Names that the router answers for, as they are and as a fault has it."""

from __future__ import annotations

import socket
import time
from typing import Any

import dns.message
import dns.rcode
import pytest

from services.router.orders import Spell
from services.router.resolving import Names, Resolver

ASKER = "198.19.0.5"


def names() -> Names:
    return Names({"": {"server": "198.19.0.2", "far-1": "198.19.0.7"}})


def spell(key: str = "1", **settings: Any) -> Spell:
    usual = {
        "askers": frozenset({ASKER}),
        "names": frozenset(),
        "failure": "",
        "address": "",
        "host": "",
        "delay_s": 0.0,
        "lasts_s": 10.0,
    }
    return Spell(key=key, **{**usual, **settings})


def asked(
    known: Names, name: str, kind: str = "A", *, by: str = ASKER
) -> tuple[float, str, list[str]] | None:
    """After how long an answer comes, its code, and its addresses."""
    query = dns.message.make_query(name, kind)
    reply = known.reply(query.to_wire(), by)
    if reply is None:
        return None
    later_s, content = reply
    answer = dns.message.from_wire(content)
    assert answer.id == query.id
    assert answer.question == query.question
    addresses = [str(item) for rows in answer.answer for item in rows]
    assert all(rows.ttl == 0 for rows in answer.answer)
    return later_s, dns.rcode.to_text(answer.rcode()), addresses


def test_a_host_has_its_address_whatever_the_case_and_no_other_name_exists() -> None:
    known = names()
    assert asked(known, "SERVER") == (0.0, "NOERROR", ["198.19.0.2"])
    assert asked(known, "example.org") == (0.0, "NXDOMAIN", [])
    assert asked(known, "server.example.org") == (0.0, "NXDOMAIN", [])


def test_a_host_has_no_address_of_ipv6_which_is_no_failure() -> None:
    assert asked(names(), "server", "AAAA") == (0.0, "NOERROR", [])


@pytest.mark.parametrize("query", [b"", b"x", bytes(12), b"\0" * 40, bytes(range(60))])
def test_what_is_no_query_gets_no_answer(query: bytes) -> None:
    assert names().reply(query, ASKER) is None


@pytest.mark.parametrize(
    ("settings", "seen"),
    [
        ({"failure": "nxdomain"}, (0.0, "NXDOMAIN", [])),
        ({"failure": "servfail", "delay_s": 2.0}, (2.0, "SERVFAIL", [])),
        ({"failure": "timeout"}, None),
        ({"address": "10.0.0.1"}, (0.0, "NOERROR", ["10.0.0.1"])),
        ({"host": "far-1"}, (0.0, "NOERROR", ["198.19.0.7"])),
        ({"delay_s": 0.5}, (0.5, "NOERROR", ["198.19.0.2"])),
    ],
)
def test_every_kind_of_answer_lasts_until_it_is_ended(settings: dict[str, Any], seen: Any) -> None:
    known = names()
    known.begin(spell(**settings))
    assert asked(known, "server") == seen
    assert asked(known, "server", by="198.19.0.6") == (0.0, "NOERROR", ["198.19.0.2"])
    assert known.end("1") == {"1": 1}
    assert known.end("1") == {}
    assert asked(known, "server") == (0.0, "NOERROR", ["198.19.0.2"])


def test_a_name_that_does_not_exist_can_lead_to_a_host() -> None:
    known = names()
    known.begin(spell(names=frozenset({"api.example.org"}), host="server"))
    assert asked(known, "api.example.org") == (0.0, "NOERROR", ["198.19.0.2"])
    assert asked(known, "far-1") == (0.0, "NOERROR", ["198.19.0.7"])
    assert known.end("1") == {"1": 1}


def test_of_two_on_one_name_the_later_one_counts() -> None:
    known = names()
    known.begin(spell("1", failure="nxdomain"))
    known.begin(spell("2", names=frozenset({"server"}), address="10.0.0.1"))
    assert asked(known, "server") == (0.0, "NOERROR", ["10.0.0.1"])
    assert asked(known, "far-1") == (0.0, "NXDOMAIN", [])
    assert known.end("2") == {"2": 1}
    assert asked(known, "server") == (0.0, "NXDOMAIN", [])
    assert known.end("1") == {"1": 2}


def test_an_asker_may_find_a_host_elsewhere_than_others() -> None:
    known = Names({"": {"server": "198.19.0.2", "far-1": "198.19.0.7"}, ASKER: {"server": "198.19.1.2"}})
    assert asked(known, "server") == (0.0, "NOERROR", ["198.19.1.2"])
    assert asked(known, "far-1") == (0.0, "NOERROR", ["198.19.0.7"])
    assert asked(known, "server", by="198.19.0.6") == (0.0, "NOERROR", ["198.19.0.2"])
    known.begin(spell(names=frozenset({"api"}), host="server"))
    assert asked(known, "api") == (0.0, "NOERROR", ["198.19.1.2"])


def test_it_ends_by_itself_and_is_still_counted() -> None:
    known = names()
    known.begin(spell(failure="nxdomain", lasts_s=0.05))
    assert asked(known, "server") == (0.0, "NXDOMAIN", [])
    time.sleep(0.06)
    assert asked(known, "server") == (0.0, "NOERROR", ["198.19.0.2"])
    assert known.end("1") == {"1": 1}


def test_all_names_of_a_host_that_moves_have_its_new_address() -> None:
    usual = {"server": "198.19.0.2", "web": "198.19.0.2", "far-1": "198.19.0.7"}
    known = Names({"": usual, "198.19.0.6": {"web": "198.19.0.2"}})
    known.move("198.19.0.2", "198.19.0.9")
    assert asked(known, "web", by="198.19.0.6") == (0.0, "NOERROR", ["198.19.0.9"])
    assert [asked(known, name) for name in ("server", "web", "far-1")] == [
        (0.0, "NOERROR", [address]) for address in ("198.19.0.9", "198.19.0.9", "198.19.0.7")
    ]


@pytest.mark.processes
def test_it_answers_on_its_addresses_and_a_late_answer_holds_up_no_other() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    known = names()
    known.begin(spell(askers=frozenset({"127.0.0.1"}), names=frozenset({"server"}), delay_s=0.3))
    Resolver(known, ["127.0.0.1"], port)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        asking.settimeout(10)
        began_s = time.monotonic()
        slow, quick = dns.message.make_query("server", "A"), dns.message.make_query("far-1", "A")
        for content in (b"rubbish", slow.to_wire(), quick.to_wire()):
            asking.sendto(content, ("127.0.0.1", port))
        first = dns.message.from_wire(asking.recv(4096))
        second = dns.message.from_wire(asking.recv(4096))
    assert (first.id, second.id) == (quick.id, slow.id)
    assert time.monotonic() - began_s >= 0.3
    assert known.end("1") == {"1": 1}
