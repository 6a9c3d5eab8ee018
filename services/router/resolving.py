"""The names of a run's hosts: what the router answers, or what a fault makes it answer for a while.

The hosts ask through the engine's own resolver, which hands on what it does not know. Answers have no time to
live, so that nothing keeps one.

Source: RFC 1035, section 4; dnspython, "Message".
"""

from __future__ import annotations

import contextlib
import heapq
import selectors
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterable, Mapping

import dns.exception
import dns.flags
import dns.message
import dns.rcode
import dns.rdataclass
import dns.rdatatype
import dns.rrset

from services.router.orders import Spell

PORT = 53

_LARGEST = 4096
"""Bytes of a query."""

_MOST_WAITING = 10_000
"""Answers that are sent later; further queries get none."""

_FAILURES = {"nxdomain": dns.rcode.NXDOMAIN, "servfail": dns.rcode.SERVFAIL}


class Names:
    """The names, and what faults make of them; safe to use from several threads.

    Args:
        addresses: The address of each name, in lower case, by the address of the asker; those of an empty
            address are for everyone else.
    """

    def __init__(self, addresses: Mapping[str, Mapping[str, str]]) -> None:
        self._addresses = {asker: dict(names) for asker, names in addresses.items()}
        self._spells: dict[str, tuple[float, Spell]] = {}
        self._affected: Counter[str] = Counter()
        self._lock = threading.Lock()

    def begin(self, spell: Spell) -> None:
        """Give other answers; of two spells on one query the later one counts."""
        with self._lock:
            self._spells[spell.key] = (time.monotonic() + spell.lasts_s, spell)

    def end(self, key: str) -> dict[str, int]:
        """Give the usual answers again; the queries that a spell has affected, unless it was ended before."""
        with self._lock:
            if self._spells.pop(key, None) is None:
                return {}
            return {key: self._affected.pop(key, 0)}

    def move(self, before: str, after: str) -> None:
        """Another address for all names that had this one."""
        with self._lock:
            for names in self._addresses.values():
                names |= {name: after for name, address in names.items() if address == before}

    def reply(self, query: bytes, asker: str) -> tuple[float, bytes] | None:
        """The answer to a query.

        Args:
            query: As it came.
            asker: The address that it came from.

        Returns:
            After how many seconds to send it, and the answer; nothing where none is to be sent.
        """
        try:
            message = dns.message.from_wire(query)
            (question,) = message.question
            name = question.name.to_text(omit_final_dot=True).lower()
        except (dns.exception.DNSException, ValueError):
            return None
        answer = dns.message.make_response(message, recursion_available=True)
        with self._lock:
            spell = self._spell_on(name, asker)
            address = self._address(name, asker)
            if spell is not None and (spell.address or spell.host):
                address = spell.address or self._address(spell.host, asker)
        failure = spell.failure if spell else ""
        if failure == "timeout":
            return None
        if failure or address is None:
            answer.set_rcode(_FAILURES[failure or "nxdomain"])
        elif (question.rdclass, question.rdtype) == (dns.rdataclass.IN, dns.rdatatype.A):
            answer.answer.append(dns.rrset.from_text(question.name, 0, "IN", "A", address))
        return spell.delay_s if spell else 0.0, answer.to_wire()

    def _address(self, name: str, asker: str) -> str | None:
        return self._addresses.get(asker, {}).get(name) or self._addresses[""].get(name)

    def _spell_on(self, name: str, asker: str) -> Spell | None:
        moment_s = time.monotonic()
        for until_s, spell in reversed(self._spells.values()):
            if moment_s < until_s and asker in spell.askers and (not spell.names or name in spell.names):
                self._affected[spell.key] += 1
                return spell
        return None


class Resolver:
    """Answers on the router's addresses, in a thread of its own.

    Args:
        names: What it answers.
        addresses: Where it listens.
        port: The port there.

    Raises:
        OSError: when one of the addresses is not the router's.
    """

    def __init__(self, names: Names, addresses: Iterable[str], port: int = PORT) -> None:
        self._names = names
        self._selector = selectors.DefaultSelector()
        self._waiting: list[tuple[float, int, bytes, tuple[str, int], socket.socket]] = []
        self._number = 0
        for address in addresses:
            listening = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            listening.bind((address, port))
            listening.setblocking(False)
            self._selector.register(listening, selectors.EVENT_READ, listening)
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            left_s = self._waiting[0][0] - time.monotonic() if self._waiting else None
            for key, _ in self._selector.select(left_s if left_s is None else max(0.0, left_s)):
                self._receive(key.data)
            while self._waiting and self._waiting[0][0] <= time.monotonic():
                _, _, content, asker, listening = heapq.heappop(self._waiting)
                _send(listening, content, asker)

    def _receive(self, listening: socket.socket) -> None:
        try:
            query, asker = listening.recvfrom(_LARGEST)
        except OSError:  # a message about an answer that could not be delivered
            return
        reply = self._names.reply(query, asker[0])
        if reply is not None and len(self._waiting) < _MOST_WAITING:
            self._number += 1
            due_s = time.monotonic() + reply[0]
            heapq.heappush(self._waiting, (due_s, self._number, reply[1], asker, listening))


def _send(listening: socket.socket, content: bytes, asker: tuple[str, int]) -> None:
    with contextlib.suppress(OSError):  # the asker is gone
        listening.sendto(content, asker)
