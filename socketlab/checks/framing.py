"""Reading a reply: whether what came back is what was sent, whatever the server put around its pieces.

The protocol marks no end of a reply, and a message may itself look like what a server adds to it. So
nothing is stripped: the question is whether what came back can be read as the message in one or more
pieces, each with the prefix before it and the suffix after it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from socketlab.language.patterns import Expression

_MOST_ADDED = 4096
"""Characters of each prefix or suffix."""


class Returned(Enum):
    """How what came back compares with what was sent."""

    ALL = "all of it, in order, and nothing else"
    BEGINNING = "its beginning, and nothing else so far"
    OTHER = "something else"


@dataclass(frozen=True, slots=True)
class Framing:
    """What a server puts around each piece that it sends back."""

    prefix: Expression
    suffix: Expression


def compare(received: str, sent: str, framing: Framing) -> Returned:
    """Read what came back as pieces of what was sent.

    All ways to take it apart are tried, those with the longest pieces first. A plain echo counts too.
    """
    if received == sent:
        return Returned.ALL
    best = Returned.BEGINNING if sent.startswith(received) else Returned.OTHER
    starts, tried = [(0, 0)], set[tuple[int, int]]()
    while starts:
        at, taken = start = starts.pop()
        if at == len(received) and taken == len(sent):
            return Returned.ALL
        before = framing.prefix.match(received[at : at + _MOST_ADDED])
        if before is None or start in tried:
            continue
        tried.add(start)
        data = at + before.end()
        agreed = _agreeing(received, data, sent, taken)
        if data + agreed == len(received) or taken + agreed == len(sent):
            best = Returned.BEGINNING
        for end in _ends(received, data, data + agreed, framing):
            after = framing.suffix.match(received[end : end + _MOST_ADDED])
            if after is not None:
                starts.append((end + after.end(), taken + end - data))
    return best


def _ends(received: str, data: int, last: int, framing: Framing) -> list[int]:
    """Where a piece's data may end, the farthest last: at a suffix, at a prefix, or where it differs."""

    def found(pattern: Expression) -> Iterator[int]:
        for match in pattern.finditer(received[data : last + _MOST_ADDED]):
            if data + match.start() > last:
                return
            if match.end() > match.start():
                yield data + match.start()

    return sorted({last, *found(framing.suffix), *found(framing.prefix)})


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
