"""A stored run, read again."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from socketlab.errors import InvalidInput
from socketlab.events import Event, from_json
from socketlab.plan.model import Plan
from socketlab.plan.stored import plan_from_json
from socketlab.record.layout import EVENTS, PLAN, log_name


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
    outputs: dict[tuple[str, str], str]

    def output(self, host: str, stream: str) -> str:
        """What a host wrote on ``stdout`` or ``stderr``."""
        return self.outputs.get((host, stream), "")


def read_record(folder: Path, *, plan: Plan | None = None) -> Record:
    """Read a stored run; a line that was cut off when its run was killed is left out.

    Args:
        folder: The run's evidence folder.
        plan: Its plan, for who has it at hand; otherwise it is read too.

    Raises:
        InvalidInput: when the folder holds no run, or none that this version can read.
    """
    try:
        plan = plan or plan_from_json((folder / PLAN).read_bytes())
        *lines, _cut_off = (folder / EVENTS).read_bytes().split(b"\n")
        events = tuple(from_json(line.decode()) for line in lines)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise InvalidInput(
            f'no stored run in "{folder}": {reason}', hint="name a folder below runs/"
        ) from error
    except ValueError as error:
        what = "plan" if isinstance(error, ValidationError) else "events"
        message = f'"{folder}" was stored by another version or damaged: its {what} cannot be read'
        raise InvalidInput(message) from error
    outputs = {}
    for host in plan.everyone:
        for stream in ("stdout", "stderr"):
            file = folder / log_name(host.name, stream)
            if file.is_file():
                outputs[host.name, stream] = file.read_text(encoding="utf-8", errors="replace")
    return Record(plan=plan, events=events, outputs=outputs)
