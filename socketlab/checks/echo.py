"""Whether each client got its own bytes back, whatever the server put around them.

The protocol marks no end of a reply, and a message may itself look like what a server adds to it. So
nothing is stripped: the question is whether what came back can be read as the message in one or more
pieces, each with the prefix before it and the suffix after it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any

from socketlab.checks.clients import NEVER_RELEASED, unknown
from socketlab.checks.evidence import Evidence, Trace
from socketlab.checks.verdict import Answer, Finding, Verdict, answer_of
from socketlab.hosts.model import ClientPlan
from socketlab.language.patterns import pattern_for
from socketlab.record.layout import EVENTS
from socketlab.spec.checks import Echo

_SHOWN = 100
"""Characters of a client's bytes that an answer quotes."""


class Returned(Enum):
    """How what came back compares with what was sent."""

    ALL = "all of it, in order, and nothing else"
    BEGINNING = "its beginning, and nothing else so far"
    OTHER = "something else"


@dataclass(frozen=True, slots=True)
class Dressing:
    """What a server puts around each piece that it sends back."""

    prefix: re.Pattern[str]
    suffix: re.Pattern[str]


def judge_echo(check: Echo, evidence: Evidence) -> Answer:
    """Each client's journal shows its own bytes coming back, in order, and nothing else."""
    clients = evidence.plan.fleet(check.fleet)
    expected = f"each of {len(clients)} gets back what it sent"
    if evidence.released is None:
        return unknown(expected, NEVER_RELEASED)
    findings = [found for client in clients if (found := _finding(check, client, evidence)) is not None]
    return answer_of(findings, expected=expected, otherwise=f"{len(clients)} of {len(clients)}")


def _finding(check: Echo, client: ClientPlan, evidence: Evidence) -> Finding | None:
    name, trace = client.host.name, evidence.trace(client.host.name)
    sent, received = _data(trace, "sent"), _data(trace, "received")
    if not sent:
        return Finding(Verdict.UNKNOWN, f"the journal of {name} does not say what it sent", (EVENTS,))
    prefix, suffix = (pattern_for(part, client.variables) for part in (check.prefix, check.suffix))
    returned = compare(received, sent, Dressing(prefix, suffix))
    if returned is Returned.ALL:
        return None
    if _has_gaps(trace):
        return Finding(Verdict.UNKNOWN, f"the journal of {name} has gaps", (EVENTS,))
    ended = trace.exited is not None and not trace.exited.stopped
    verdict = Verdict.UNKNOWN if returned is Returned.BEGINNING and not ended else Verdict.FAIL
    files = tuple(dict.fromkeys((EVENTS, *evidence.logs(name, "stdout", "stderr"))))
    return Finding(verdict, f"{name} sent {_shown(sent)} and got {_shown(received)}", files)


def compare(received: str, sent: str, dressing: Dressing) -> Returned:
    """Read what came back as pieces of what was sent.

    All ways to take it apart are tried, those with the longest pieces first. A plain echo counts too.
    """
    if received == sent:
        return Returned.ALL
    best = Returned.BEGINNING if sent.startswith(received) else Returned.OTHER
    starts, tried = [(0, 0)], set[tuple[int, int]]()
    while starts:
        at, told = start = starts.pop()
        if at == len(received) and told == len(sent):
            return Returned.ALL
        before = dressing.prefix.match(received, at)
        if before is None or start in tried:
            continue
        tried.add(start)
        data = before.end()
        agreed = _agreeing(received, data, sent, told)
        if data + agreed == len(received) or told + agreed == len(sent):
            best = Returned.BEGINNING
        for end in _ends(received, data, data + agreed, dressing):
            after = dressing.suffix.match(received, end)
            if after is not None:
                starts.append((after.end(), told + end - data))
    return best


def _ends(received: str, data: int, last: int, dressing: Dressing) -> list[int]:
    """Where a piece's data may end, the farthest last: at a suffix, at a prefix, or where it differs."""

    def found(pattern: re.Pattern[str]) -> Iterator[int]:
        matches = pattern.finditer(received, data)
        for match in matches:
            if match.start() > last:
                return
            if match.end() > match.start():
                yield match.start()

    return sorted({last, *found(dressing.suffix), *found(dressing.prefix)})


def _agreeing(left: str, left_at: int, right: str, right_at: int) -> int:
    """How many characters two texts have in common from two places on."""
    low, high = 0, min(len(left) - left_at, len(right) - right_at)
    while low < high:
        middle = (low + high + 1) // 2
        if left[left_at + low : left_at + middle] == right[right_at + low : right_at + middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _notes(trace: Trace, event: str) -> list[dict[str, Any]]:
    return [note for note in trace.notes if note.get("role") == "client" and note.get("event") == event]


def _data(trace: Trace, event: str) -> str:
    """What travelled, its pieces put together: a journal tells long data in several lines."""
    return "".join(str(note.get("data", "")) for note in _notes(trace, event))


def _has_gaps(trace: Trace) -> bool:
    """Whether lines were lost: the next one says so, or the last piece says that more follows."""
    lost = any(note.get("lost") for note in trace.notes)
    ends = [notes[-1] for event in ("sent", "received") if (notes := _notes(trace, event))]
    return lost or any(note.get("more") for note in ends)


def _shown(text: str) -> str:
    return repr(text) if len(text) <= _SHOWN else f"{text[:_SHOWN]!r}... ({len(text)} bytes)"
