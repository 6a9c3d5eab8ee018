"""The framing that echo servers put around the bytes they return, and how to detect a complete reply.

Every piece of a reply begins with `Echo=>`; the parallel servers end it with ` at ` and their time.
The protocol does not mark the end of a message, so a client has only this framing to rely on.
"""

import enum
import re

PREFIX = b"Echo=>"
SUFFIX = re.compile(rb" at [A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}")
SUFFIX_EXAMPLE = b" at Thu Jan  1 00:00:00 1970"


class Verdict(enum.Enum):
    """How much of a reply has arrived."""

    PARTIAL = "there is more to come"
    BARE = "all of the message is back; the time might follow, or might not"
    WHOLE = "all of the message is back, and the time behind it"
    FOREIGN = "this is no echo of the message"


def judge(reply: bytes, message: bytes) -> Verdict:
    """Return how much of the reply to a message has arrived.

    A reply is one piece or several. Each is `Echo=>`, some bytes of the message, and perhaps ` at `
    and the server's time. A message may itself contain any of that, so that all ways to take the
    reply apart are tried, those with the longest pieces first. A plain echo counts as well.
    """
    if message.startswith(reply):
        return Verdict.BARE if len(reply) == len(message) else Verdict.PARTIAL
    starts, seen = [(0, 0)], set[tuple[int, int]]()
    while starts:
        start = starts.pop()
        if start not in seen:
            seen.add(start)
            outcome = take_piece(reply, message, *start)
            if isinstance(outcome, Verdict):
                return outcome
            starts += outcome
    return Verdict.FOREIGN


def take_piece(reply: bytes, message: bytes, at: int, told: int) -> Verdict | list[tuple[int, int]]:
    """Take one piece of a reply apart.

    Args:
        reply: All that has come.
        message: All that was said.
        at: Where in the reply the piece begins.
        told: How much of the message the pieces before it brought back.

    Returns:
        The verdict if the reply ends here, else where the next piece may begin, with how much of
        the message is then back; the piece that is to be tried first comes last.
    """
    if not reply.startswith(PREFIX, at):
        return Verdict.PARTIAL if PREFIX.startswith(reply[at:]) else []
    at += len(PREFIX)
    length = agreeing(reply, at, message, told)
    if at + length == len(reply):
        return Verdict.BARE if told + length == len(message) else Verdict.PARTIAL
    nexts: list[tuple[int, int]] = []
    for end in possible_ends(reply, at, length):
        follower = follow(reply, end, done=told + end - at == len(message))
        if isinstance(follower, Verdict):
            return follower
        if follower is not None:
            nexts.append((follower, told + end - at))
    return nexts[::-1]


def agreeing(left: bytes, left_at: int, right: bytes, right_at: int) -> int:
    """Return how many bytes two byte strings have in common from two places on."""
    low, high = 0, min(len(left) - left_at, len(right) - right_at)
    while low < high:
        middle = (low + high + 1) // 2
        if left[left_at + low : left_at + middle] == right[right_at + low : right_at + middle]:
            low = middle
        else:
            high = middle - 1
    return low


def possible_ends(reply: bytes, at: int, length: int) -> list[int]:
    """Return where a piece's data may end, the farthest first.

    Args:
        reply: All that has come.
        at: Where the data of the piece begins.
        length: How much of it agrees with the message.
    """
    last, tail = at + length, len(reply) - len(SUFFIX_EXAMPLE)
    ends = {last, *range(max(at, tail) + 1, last)}
    ends.update(found.start() for found in SUFFIX.finditer(reply, at, last + len(SUFFIX_EXAMPLE)))
    ends.update(at + found.start() for found in re.finditer(PREFIX, reply[at : last + len(PREFIX)]))
    return sorted((end for end in ends if at < end <= last), reverse=True)


def follow(reply: bytes, end: int, *, done: bool) -> Verdict | int | None:
    """Examine what follows a piece's data.

    Returns:
        The verdict if the reply ends here, else where the next piece begins, or None if neither the
        time nor another piece follows.
    """
    time_part = SUFFIX.match(reply, end)
    if time_part and time_part.end() == len(reply):
        return Verdict.WHOLE if done else Verdict.PARTIAL
    if time_part:
        return None if done else time_part.end()
    rest = reply[end : end + len(SUFFIX_EXAMPLE)]
    if SUFFIX.fullmatch(rest + SUFFIX_EXAMPLE[len(rest) :]):
        return Verdict.PARTIAL
    follows = reply.startswith(PREFIX, end) or PREFIX.startswith(rest)
    return end if follows and not done else None
