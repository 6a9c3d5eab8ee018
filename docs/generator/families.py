"""The families of kinds, as the scenario language has them."""

from __future__ import annotations

from typing import get_args

from pydantic import BaseModel

from socketlab.spec.timeline import FAULTS as FAULT_WORDS
from socketlab.spec.timeline import TimelineItem, When


def _classes(item: type[BaseModel], words: tuple[str, ...]) -> tuple[type[BaseModel], ...]:
    return tuple(get_args(item.model_fields[word].annotation)[0] for word in words)


FAULTS = _classes(TimelineItem, FAULT_WORDS)
TRIGGERS: tuple[type[BaseModel], ...] = (When,)


def word_of_kind(kind: type[BaseModel]) -> str:
    """What a kind is called in YAML."""
    field = kind.model_fields.get("kind")
    return str(field.default) if field is not None else kind.__name__.lower()
