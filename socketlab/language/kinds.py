"""Kinds: the checks, faults and the like of which a list item holds exactly one, keyed by its word in YAML.

    checks:
      - echo: {fleet: clients}

A family of kinds is one tuple of classes. The models of its list items and the union that a plan stores are
made from that tuple, so that adding a kind is one class and one entry.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Annotated, Any, ClassVar, TypeVar, Union

from pydantic import BaseModel, Field, create_model

from socketlab.language.bounds import Model


class Kind(Model):
    """One kind of a family.

    A subclass has a field ``kind: Literal["word"] = "word"`` and its settings as further fields.

    Attributes:
        summary: What it does, as a phrase for a list.
        example: One list item in YAML, complete enough to be validated and played.
    """

    summary: ClassVar[str]
    example: ClassVar[str]

    @classmethod
    def word(cls) -> str:
        """What the kind is called in YAML."""
        return str(cls.model_fields["kind"].default)


_Item = TypeVar("_Item", bound=BaseModel)


@functools.cache
def words_of(kinds: tuple[type[Kind], ...]) -> tuple[str, ...]:
    """What the kinds are called in YAML, in their order."""
    return tuple(kind.word() for kind in kinds)


def union_of(kinds: Sequence[type[Kind]]) -> Any:
    """The type of any one of the kinds, told apart by ``kind``: for models and stored plans."""
    return Annotated[Union[tuple(kinds)], Field(discriminator="kind")]  # noqa: UP007 - made at run time


def item_model(name: str, base: type[_Item], kinds: Sequence[type[Kind]]) -> type[_Item]:
    """A list item's model: the fields of ``base``, and an optional field for each kind.

    Args:
        name: The model's name, as errors and the schema show it.
        base: A model with the fields that all items share.
        kinds: The family.
    """
    fields: dict[str, Any] = {
        kind.word(): (kind | None, Field(default=None, description=kind.summary)) for kind in kinds
    }
    return create_model(name, __base__=base, **fields)


def given(item: BaseModel, kinds: tuple[type[Kind], ...]) -> list[Any]:
    """The kinds that an item holds; one for a valid item."""
    written = item.model_fields_set.intersection(words_of(kinds))
    return [value for word in written if (value := getattr(item, word)) is not None]
