"""The journal protocol as its reader sees it: what programs and the start barrier report, as typed notes.

A program that keeps a journal writes one JSON object a line to standard error, each in one ``write`` of at
most 4096 bytes, so that several processes can share the stream. Every line begins with ``{"socketlab"``;
anything else on standard error is the program's ordinary output. The members of every note:

``socketlab``
    The protocol's version, :data:`VERSION`. Notes of another version are kept, but not interpreted.
``event``
    What happened; see below.
``clock``
    When, in seconds of CLOCK_MONOTONIC, which all containers of one kernel share.
``role``
    Who reports: ``server``, ``client``, or ``gate`` (the start barrier a client waits at).
``lost``
    Optional: the number of notes before this one that found no room and were dropped.
``nonce``, ``seal``
    The last member of a line, which shows that its writer was entitled to it. A run removes it before it
    records the note.

Only some notes are believed; whatever else looks like one is ordinary output and stays in the log. A
journal's notes must carry the nonce that the run gave to the host in ``SOCKETLAB_JOURNAL_NONCE``, or to its
gate with the release. A host gets one if its image is labelled ``io.socketlab.journal`` and the service has
no entry point of its own, or if its environment sets ``SOCKETLAB_JOURNAL`` to ``stderr`` explicitly. Behind a
gate, and without such a setting, only the project's own client programs get it. A gate's notes after the
release carry a seal: the digest of the line without it (BLAKE2b, 16 bytes, hexadecimal), keyed with a secret
from the release order that the program never sees. They must be what the plan expects, in the order given
below.

Events of the gate, in order: ``waiting`` (loaded, waits for the release); ``released`` (``clock`` is when the
program started, ``wall`` the same in seconds since the epoch, where the gate cannot see the end); ``file``,
once for each file it was asked to collect (``path``, and either ``size`` and ``sha256``, or ``trouble``, with
``missing`` true where there is no such file); ``exit`` (``code``, ``trouble`` where the command could not be
started, and, where the kernel counts, what the client had of the processors since its release, in seconds:
``waited`` for one, ``used`` of them, and ``machine_used`` by all that ran on the machine, this client
included).

Events of servers and clients: ``ready`` (a server accepts from now on); ``connect`` (``conn`` names the
connection, ``began`` is the clock just before a client's connect call, ``port`` the server's port); ``sent``
and ``received`` (``conn``, ``data`` as Latin-1 text, ``more`` true where the rest follows in the next note,
or only ``size`` in bytes); ``closed`` (``conn``, ``reason``). Further events are recorded, and not read.

A program that keeps a journal can still misreport what it did itself.

The writing side is ``services/lab/journal.py`` and the gate's program. A line longer than 32,768 bytes,
nested deeper than eight levels or with a number that JSON does not have is not a note. A member of the wrong
type reads as if it were absent, and parsing never raises.

Source: pipe(7), PIPE_BUF; time_namespaces(7) on CLOCK_MONOTONIC.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from socketlab.record.bounds import tree_from_json
from socketlab.record.members import connection, is_deeper, number, text, whole

VERSION = 1
"""Goes up when a reader of the old protocol would misread the new."""

LINE_START = b'{"socketlab"'
"""What every note's line begins with."""

LONGEST_NOTE = 32_768
"""Bytes: a journal's line has at most 4096, a gate's a little more than a path may have in JSON."""

_LONGEST_ERROR = 300
"""Characters of the reason why a command could not be started."""

_DEEPEST = 8
"""Levels of lists and objects in a note."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One observation; this class itself is used for events that the protocol does not define.

    Args:
        role: Who reports: ``server``, ``client`` or ``gate``.
        clock: When, in seconds of the lab's shared clock; ``None`` where the note does not say.
        lost: How many notes before it were dropped.
    """

    role: str
    clock: float | None = None
    lost: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class GateWaiting(Note):
    """A client is loaded and waits for its release."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GateReleased(Note):
    """A client's program started, ``wall`` seconds after the epoch, where the gate became the program."""

    wall: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Processors:
    """What a client had of the processors from its release to its end, in seconds.

    Args:
        waited: For which it was ready to run, and none was free for it.
        used: That it used, its child processes included.
        machine_used: That everything on the machine used, the client included.
    """

    waited: float
    used: float
    machine_used: float


@dataclass(frozen=True, slots=True, kw_only=True)
class GateExit(Note):
    """A client's program ended.

    Args:
        code: Its exit status.
        error: Why its command could not be started.
        processors: What it had of the processors; ``None`` where that is not known.
    """

    code: int | None = None
    error: str = ""
    processors: Processors | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GateFile(Note):
    """A file of a client, digested after its program ended.

    Args:
        path: As the run asked for it.
        size: In bytes.
        sha256: Its digest.
        error: Why it could not be read.
        missing: Whether there is no such file.
    """

    path: str
    size: int | None = None
    sha256: str | None = None
    error: str = ""
    missing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready(Note):
    """A program serves from now on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Connected(Note):
    """A connection is made or accepted.

    Args:
        conn: What the journal calls the connection.
        began: When a client called connect, on the shared clock.
        port: The server's port.
    """

    conn: str = ""
    began: float | None = None
    port: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Transferred(Note):
    """Bytes went over a connection.

    Args:
        conn: What the journal calls the connection.
        data: The bytes as Latin-1 text; empty where the program reports sizes only.
        more: Whether the rest follows in the next note.
        size: How many bytes; that of the data where the program does not report it.
    """

    conn: str = ""
    data: str = ""
    more: bool = False
    size: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent(Transferred):
    """Bytes that the program sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Received(Transferred):
    """Bytes that the program received."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed(Note):
    """A connection is closed.

    Args:
        conn: What the journal calls the connection.
        reason: Why, such as ``eof``.
    """

    conn: str = ""
    reason: str = ""


def read_line(line: bytes) -> dict[str, Any] | None:
    """The note on a line of standard error as plain JSON, or ``None`` for any other line.

    A line with a number or a text that a record does not keep is not a note either.
    """
    if len(line) > LONGEST_NOTE or not line.startswith(LINE_START):
        return None
    try:
        note = tree_from_json(line, longest_text=LONGEST_NOTE)
    except ValueError:
        return None
    fits = isinstance(note, dict) and note.get("event") and not is_deeper(note, _DEEPEST)
    return note if fits else None


def parse(note: Mapping[str, Any]) -> Note:
    """A recorded note as its type; one of another version or an unknown event is a plain :class:`Note`."""
    event, role = note.get("event"), text(note, "role")
    make = None
    if note.get("socketlab") == VERSION and isinstance(event, str):
        make = _GATE_EVENTS.get(event) if role == "gate" else _PROGRAM_EVENTS.get(event)
    lost = whole(note, "lost") or 0
    common = {"role": role, "clock": number(note, "clock"), "lost": lost}
    return Note(**common) if make is None else make(note, common)  # type: ignore[arg-type]


def as_line(event: str, *, role: str, clock: float, **facts: object) -> str:
    """A note as a program writes it, newline included."""
    return json.dumps({"socketlab": VERSION, "event": event, "clock": clock, "role": role, **facts}) + "\n"


_Make = Callable[[Mapping[str, Any], dict[str, Any]], Note]


def _file(note: Mapping[str, Any], common: dict[str, Any]) -> Note:
    path = text(note, "path")
    if not path:
        return Note(**common)
    return GateFile(
        **common,
        path=path,
        size=whole(note, "size"),
        sha256=text(note, "sha256") or None,
        error=text(note, "trouble"),
        missing=note.get("missing") is True,
    )


def _processors(note: Mapping[str, Any]) -> Processors | None:
    waited, used, machine = (number(note, member) for member in ("waited", "used", "machine_used"))
    if waited is None or used is None or machine is None or min(waited, used, machine) < 0:
        return None
    return Processors(waited=waited, used=used, machine_used=machine)


def _connected(note: Mapping[str, Any], common: dict[str, Any]) -> Note:
    return Connected(**common, conn=connection(note), began=number(note, "began"), port=whole(note, "port"))


def _transferred(kind: type[Transferred]) -> _Make:
    def make(note: Mapping[str, Any], common: dict[str, Any]) -> Transferred:
        data, size = text(note, "data"), whole(note, "size")
        size = size if size is not None and size >= 0 and not data else len(data)
        return kind(**common, conn=connection(note), data=data, more=note.get("more") is True, size=size)

    return make


_GATE_EVENTS: dict[str, _Make] = {
    "waiting": lambda _, common: GateWaiting(**common),
    "released": lambda note, common: GateReleased(**common, wall=number(note, "wall")),
    "exit": lambda note, common: GateExit(
        **common,
        code=whole(note, "code"),
        error=text(note, "trouble")[:_LONGEST_ERROR],
        processors=_processors(note),
    ),
    "file": _file,
}

_PROGRAM_EVENTS: dict[str, _Make] = {
    "ready": lambda _, common: Ready(**common),
    "connect": _connected,
    "sent": _transferred(Sent),
    "received": _transferred(Received),
    "closed": lambda note, common: Closed(**common, conn=connection(note), reason=text(note, "reason")),
}
