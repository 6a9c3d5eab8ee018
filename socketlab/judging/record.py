"""Reads a stored run back; its files are untrusted input."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from socketlab.errors import InvalidInput, reason_of
from socketlab.events import SCHEMA, Began, Event, FaultDone
from socketlab.judging.folder import (
    KeptText,
    Output,
    StoredLog,
    lines_in,
    open_regular,
    read_small,
    require_size,
)
from socketlab.language.lines import lines_of
from socketlab.language.wording import cut
from socketlab.plan.model import Plan
from socketlab.plan.stored import plan_from_json
from socketlab.record.codec import LARGEST_RECORD, LONGEST_LINE, from_json
from socketlab.record.layout import EVENTS, LOGS, PLAN, log_name
from socketlab.record.logs import LogFull

_LARGEST_PLAN = 1 << 23
"""Bytes; a plan of a thousand clients has two million."""

_HOST = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}")
"""Names of hosts are parts of file names."""

_NOTHING = KeptText("")


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Everything that a run left, as the checks see it.

    Args:
        plan: What was decided.
        events: What happened, in order.
        outputs: What each host wrote, by host and stream.
    """

    plan: Plan
    events: tuple[Event, ...]
    outputs: dict[tuple[str, str], Output] = field(default_factory=dict)

    def lines(self, host: str, stream: str, *, holding: str = "") -> Iterator[str]:
        """The lines that a host wrote on ``stdout`` or ``stderr``; at least those that hold a text."""
        return lines_in(self.outputs.get((host, stream), _NOTHING), holding=holding)

    def tail(self, host: str, stream: str) -> str:
        """The end of what a host wrote on ``stdout`` or ``stderr``."""
        return self.outputs.get((host, stream), _NOTHING).tail().decode("utf-8", "replace")

    def last_lines(self, host: str, stream: str, *, most: int) -> tuple[str, ...]:
        """The last lines that are not blank; the first of them may lack its beginning."""
        lines = lines_of(self.outputs.get((host, stream), _NOTHING).tail())
        return tuple(line.strip() for line in lines if line.strip())[-most:]


def read_record(folder: Path, *, plan: Plan | None = None, partial: bool = False) -> Record:
    """Read a stored run; a line that was cut off when its run was killed is left out.

    Args:
        folder: The run's evidence folder.
        plan: Its plan, where the caller has it; otherwise it is read from the folder.
        partial: Whether a run is read also where it was killed before its first event.

    Raises:
        InvalidInput: when the folder holds no run, or none that this version can read.
    """
    try:
        plan = plan or plan_from_json(read_small(folder / PLAN, most=_LARGEST_PLAN))
        _require_names(plan, folder)
        nothing = partial and not (folder / EVENTS).exists()
        events = () if nothing else tuple(_events(folder / EVENTS))
    except OSError as error:
        reason = reason_of(error)
        raise InvalidInput(
            f'no stored run in "{folder}": {reason}', hint="name a folder below runs/"
        ) from error
    except ValueError as error:
        what = "plan" if plan is None else "events"
        message = f'"{folder}" was stored by another version or damaged: its {what} cannot be read'
        raise InvalidInput(message) from error
    if events or not partial:
        _require_beginning(events, plan, folder)
    _require_hosts(events, plan, folder)
    full = {(event.host, event.stream): event.kept for event in events if isinstance(event, LogFull)}
    return Record(plan=plan, events=events, outputs=_outputs(plan, folder, full))


def _events(file: Path) -> Iterator[Event]:
    with open_regular(file) as opened:
        require_size(opened, file, most=LARGEST_RECORD)
        while (line := opened.readline(LONGEST_LINE + 1)).endswith(b"\n"):
            yield from_json(line[:-1])
        if len(line) > LONGEST_LINE:
            raise ValueError("a line is too long")


def _require_names(plan: Plan, folder: Path) -> None:
    for host in plan.everyone:
        if not _HOST.fullmatch(host.name):
            raise InvalidInput(f'the plan of "{folder}" has a host "{cut(host.name)}": not a name')


def _require_beginning(events: tuple[Event, ...], plan: Plan, folder: Path) -> None:
    first = events[0] if events else None
    if not isinstance(first, Began):
        raise InvalidInput(f'the events of "{folder}" do not begin with "{Began.kind}"')
    if first.schema != SCHEMA:
        message = f'the events of "{folder}" have the schema "{first.schema}", this version reads {SCHEMA}'
        raise InvalidInput(message, hint="use the version that stored it")
    for event in events:
        if isinstance(event, Began) and event.run != plan.run:
            other = f'the run "{cut(event.run)}", not of "{cut(plan.run)}"'
            raise InvalidInput(f'the events of "{folder}" are those of {other}')


def _require_hosts(events: tuple[Event, ...], plan: Plan, folder: Path) -> None:
    known = {host.name for host in plan.everyone}
    for event in events:
        host = getattr(event, "host", None)
        of_paths = host == "" and isinstance(event, FaultDone)
        if host is not None and host not in known and not of_paths:
            raise InvalidInput(f'the events of "{folder}" have a host "{cut(host)}", its plan has none')


def _outputs(plan: Plan, folder: Path, full: dict[tuple[str, str], int]) -> dict[tuple[str, str], Output]:
    outputs: dict[tuple[str, str], Output] = {}
    if (folder / LOGS).is_symlink():
        raise InvalidInput(f'"{folder / LOGS}" is not read: it is a link')
    for host in plan.everyone:
        for stream in ("stdout", "stderr"):
            file = folder / log_name(host.name, stream)
            try:
                open_regular(file).close()
            except OSError:
                continue
            outputs[host.name, stream] = StoredLog(file, kept=full.get((host.name, stream)))
    return outputs
