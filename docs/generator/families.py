"""The families of kinds, as the scenario language has them."""

from __future__ import annotations

from pydantic import BaseModel

from socketlab.faults import FAULTS
from socketlab.triggers import TRIGGERS

__all__ = ["FAULTS", "TRIGGERS", "word_of_kind"]


def word_of_kind(kind: type[BaseModel]) -> str:
    """What a kind is called in YAML."""
    field = kind.model_fields.get("kind")
    return str(field.default) if field is not None else kind.__name__.lower()
