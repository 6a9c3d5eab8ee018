"""The examples of faults and triggers as scenarios, for the tests that validate and play them."""

from __future__ import annotations

import textwrap

from socketlab.faults import FAULTS
from socketlab.language.kinds import Kind
from socketlab.triggers import TRIGGERS

KINDS: tuple[type[Kind], ...] = (*FAULTS, *TRIGGERS)


def step(kind: type[Kind]) -> str:
    """The example as an item of a timeline."""
    lines = textwrap.indent(kind.example.strip(), "    ")
    return f"  - {lines.lstrip()}\n"
