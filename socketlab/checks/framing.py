"""Reading a reply: whether what came back is what was sent, whatever the server put around its pieces.

The protocol marks no end of a reply, and a message may itself look like what a server adds to it. So
nothing is stripped: the question is whether what came back can be read as the message in one or more
pieces, each with the prefix before it and the suffix after it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import takewhile

from socketlab.language.patterns import Expression

DEFAULT_PREFIX = "Echo=>"
DEFAULT_SUFFIX = r"(?: at \w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4})?"
"""What the course's servers put before and after each piece."""

_MOST_ADDED = 4096
"""Characters of each prefix or suffix."""

_MOST_WORK = 1 << 19
"""What a comparison may cost, beside four for each character that came back; one is a searched character."""

_PIECE = 64
"""What a piece costs, and what as many characters cost that are only compared."""

_MATCH = 64
"""What a possible end of a piece costs."""


class Returned(Enum):
    """How what came back compares with what was sent."""

    ALL = "all of it, in order, and nothing else"
    BEGINNING = "its beginning, and nothing else so far"
    OTHER = "something else"
    AMBIGUOUS = "it can be read in too many ways to try them all"


@dataclass(frozen=True, slots=True)
class Framing:
    """What a server puts around each piece that it sends back."""

    prefix: Expression
    suffix: Expression


def compare(received: str, sent: str, framing: Framing) -> Returned:
    """Read what came back as pieces of what was sent.

    The ways to take it apart are tried depth first, those with the longest pieces first. A plain echo counts
    too. A message that looks like what a server adds can be taken apart in very many ways, so there is a
    limit to what is tried: the time is proportional to the length of what came back.
    """
    if received == sent:
        return Returned.ALL
    return _Comparison(received, sent, framing).result()


class _Comparison:
    """One comparison and how much of its limit is left."""

    def __init__(self, received: str, sent: str, framing: Framing) -> None:
        self._received = received
        self._sent = sent
        self._framing = framing
        self._best = Returned.BEGINNING if sent.startswith(received) else Returned.OTHER
        self._tried = set[tuple[int, int]]()
        self._left = _MOST_WORK + 4 * len(received)

    def result(self) -> Returned:
        """Try the ways until one is complete, none is left or the limit is reached."""
        ways = [iter([(0, 0)])]
        while ways:
            start = next(ways[-1], None)
            if start is None:
                ways.pop()
            elif start == (len(self._received), len(self._sent)):
                return Returned.ALL
            elif start not in self._tried and self._fits(*start):
                if self._left <= 0:
                    return Returned.AMBIGUOUS
                self._tried.add(start)
                ways.append(self._after(*start))
        return self._best

    def _fits(self, at: int, taken: int) -> bool:
        """Whether the rest of the message fits into the rest of what came back.

        Where that may only be the beginning of a reply, it need not.
        """
        left = len(self._received) - at
        return left >= len(self._sent) - taken or self._best is not Returned.BEGINNING

    def _after(self, at: int, taken: int) -> Iterator[tuple[int, int]]:
        """Where the next piece may begin, those after the longest pieces first."""
        received = self._received
        self._left -= _PIECE
        before = self._framing.prefix.match(received[at : at + _MOST_ADDED])
        if before is None:
            return
        data = at + before.end()
        agreed = _agreeing(received, data, self._sent, taken)
        self._left -= agreed // _PIECE
        if data + agreed == len(received) or taken + agreed == len(self._sent):
            self._best = Returned.BEGINNING
        if not self._fits(data, taken):
            return
        for end in self._ends(data, data + agreed):
            after = self._framing.suffix.match(received[end : end + _MOST_ADDED])
            if after is not None:
                self._left -= after.end()
                yield end + after.end(), taken + end - data

    def _ends(self, data: int, last: int) -> Iterator[int]:
        """Where a piece's data may end, the farthest first: where it differs, at a suffix or at a prefix."""
        yield last
        text, length = self._received[data : last + _MOST_ADDED], last - data
        self._left -= length
        found = set[int]()
        for pattern in (self._framing.suffix, self._framing.prefix):
            for match in takewhile(lambda one: one.start() < length, pattern.finditer(text)):
                found.add(data + match.start())
        self._left -= _MATCH * len(found)
        yield from sorted(found, reverse=True)


def _agreeing(left: str, left_at: int, right: str, right_at: int) -> int:
    """How many characters two texts have in common from two places on, in time proportional to that."""
    most = min(len(left) - left_at, len(right) - right_at)
    low, step = 0, 64
    while step:
        high = min(low + step, most)
        if high > low and left[left_at + low : left_at + high] == right[right_at + low : right_at + high]:
            low, step = high, step * 2
        else:
            step = step // 2 if high - low > 1 else 0
    return low
