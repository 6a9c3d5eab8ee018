"""Checks of what is seen on a host at a moment: its processes, threads, descriptors and counters."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from socketlab.language.bounds import Count, CountOf, Model
from socketlab.language.moments import Moment


class Processes(Model):
    """How many processes a host has at a moment, zombies included; its first process counts as one."""

    kind: Literal["processes"] = "processes"
    host: str
    at: Moment = "end"
    count: CountOf


class Zombies(Model):
    """How many dead processes nobody has waited for a host has at a moment."""

    kind: Literal["zombies"] = "zombies"
    host: str
    at: Moment = "end"
    count: CountOf = Field(default_factory=lambda: Count(at_least=0, at_most=0))


class Threads(Model):
    """How many threads the first process of a host has at a moment, its main one included."""

    kind: Literal["threads"] = "threads"
    host: str
    at: Moment = "end"
    count: CountOf


class Descriptors(Model):
    """How many file descriptors the first process of a host has open at a moment."""

    kind: Literal["descriptors"] = "descriptors"
    host: str
    at: Moment = "end"
    count: CountOf


_COUNTER = re.compile(r"[A-Za-z][A-Za-z0-9]*")


def _counter(name: str) -> str:
    if not _COUNTER.fullmatch(name):
        raise ValueError(f'"{name}" is no name of a counter (such as ListenOverflows or TcpRetransSegs)')
    return name


class Counter(Model):
    """How much a counter of the host's kernel has grown since all was ready.

    Args:
        host: Whose.
        name: The counter as ``nstat`` calls it (``TcpExtListenOverflows``), or without its table
            where that is unmistakable (``ListenOverflows``).
        at: When it is read for the second time.
        count: By how much.

    Source: nstat(8); Linux, Documentation/networking/snmp_counter.rst.
    """

    kind: Literal["counter"] = "counter"
    host: str
    name: Annotated[str, AfterValidator(_counter)]
    at: Moment = "end"
    count: CountOf
