"""Names whose answers change for a while: what the router of a run, which answers for names, says instead."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import Literal, get_args

Failure = Literal["nxdomain", "servfail", "timeout"]
"""How a query fails: the name does not exist, the server cannot say, or nothing is answered at all.

Source: RFC 1035, section 4.1.1, RCODE.
"""

FAILURES: tuple[str, ...] = get_args(Failure)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What queries get instead of the usual answer; at most one of these.

    Args:
        failure: How they fail.
        address: An IPv4 address.
        host: The host or client whose address it is.
    """

    failure: Failure | None = None
    address: str = ""
    host: str = ""


def answer_of(text: str) -> Answer:
    """The answer that a text means: a failure, an IPv4 address, otherwise the name of a host."""
    failure = next((word for word in get_args(Failure) if word == text), None)
    if failure is not None:
        return Answer(failure=failure)
    try:
        return Answer(address=str(ipaddress.IPv4Address(text)))
    except ValueError:
        return Answer(host=text)


@dataclass(frozen=True, slots=True, kw_only=True)
class NameChange:
    """Answers that change, for a time at most.

    Args:
        key: What it is ended by: letters and digits.
        askers: The names of the hosts that get other answers.
        names: The names that are asked for, in lower case; empty for all.
        answer: What they get instead of the usual answer.
        delay_s: How much later each answer comes.
        lasts_s: When it ends by itself, whatever becomes of the player: seconds from now.
    """

    key: str
    askers: tuple[str, ...]
    names: tuple[str, ...] = ()
    answer: Answer = Answer()
    delay_s: float = 0.0
    lasts_s: float
