"""The page about ``events.jsonl``."""

from __future__ import annotations

from docs.generator.dataclasses import fields_table
from docs.generator.tables import table
from socketlab import events
from socketlab.language.docstrings import docstring_of

_COMMON = frozenset({"at_s"})


def page() -> str:
    """The events."""
    kinds = [kind for kind in vars(events).values() if _is_kind(kind)]
    overview = table(
        ["event", "meaning"],
        [[f"[`{kind.kind}`](#{kind.kind})", docstring_of(kind).summary] for kind in kinds],
    )
    page = f"""\
# events.jsonl

Everything that happened in a run, in order, one JSON object a line, in version {events.SCHEMA} of its shape. Two keys
are in every line: `at_s`, when it was recorded, in seconds since the run began; and `event`, what it is. Times that
are called `clock` are readings of the monotonic clock that all containers of a kernel share. The [JSON Schema](events.schema.json) is that of one line.

{overview}

{chr(10).join(_section(kind) for kind in kinds)}
"""
    return page.replace("`None`", "`null`")


def _is_kind(value: object) -> bool:
    return isinstance(value, type) and issubclass(value, events.Event) and bool(value.kind)


def _section(kind: type[events.Event]) -> str:
    text = docstring_of(kind)
    table_ = fields_table(kind, without=_COMMON)
    body = table_ if "`" in table_ else ""
    return "\n\n".join(filter(None, [f"## {kind.kind}", text.summary, text.details, body])) + "\n"
