"""Values in the forms that Compose allows: words, lists, mappings, memory.

Source: the Compose Specification, "Services top-level element".
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator, ValidationInfo

from socketlab.language.wording import WrongPart, as_text, cut, instead
from socketlab.language.written import MEMORY, TEXT_MAP, TEXTS, written_as

_COMPOSE_SIZES = {
    **dict.fromkeys(("", "b"), 1),
    **dict.fromkeys(("k", "kb"), 1 << 10),
    **dict.fromkeys(("m", "mb"), 1 << 20),
    **dict.fromkeys(("g", "gb"), 1 << 30),
}
"""Compose counts its suffixes by 1024, in either case; a number alone is bytes."""


def _words(value: Any) -> Any:
    if not isinstance(value, str):
        return _texts(value)
    try:
        return shlex.split(value)
    except ValueError as error:
        raise ValueError(f'"{cut(value)}" has a quotation without an end') from error


def _texts(value: Any) -> Any:
    if not isinstance(value, list):
        return (value,) if isinstance(value, str) else value
    for number, item in enumerate(value):
        if isinstance(item, bool):
            raise WrongPart(f'"{as_text(item)}" is true or false (put it in quotes)', number)
    return [as_text(item) if isinstance(item, int | float) else item for item in value]


def _mapping(value: Any) -> Any:
    """Both forms that Compose has, as one mapping; a name without a value has none yet."""
    if isinstance(value, list):
        for number, item in enumerate(value):
            if not isinstance(item, str):
                raise WrongPart(f'must be a text such as "NAME=value"{instead(item)}', number)
        pairs = (item.partition("=") for item in value)
        return {name: text if equals else None for name, equals, text in pairs}
    if not isinstance(value, dict):
        return value
    for name, item in value.items():
        if isinstance(item, dict | list):
            raise WrongPart("must be one value, not a list or a mapping", name)
    return {name: None if item is None else as_text(item) for name, item in value.items()}


def _text_map(value: Any) -> Any:
    found = _mapping(value)
    return {name: text or "" for name, text in found.items()} if isinstance(found, dict) else found


def _environment(value: Any, info: ValidationInfo) -> Any:
    """A name without a value takes it from the player's environment; unknown there, it is left out."""
    outside: Mapping[str, str] = info.context or {}
    found = _mapping(value)
    if not isinstance(found, dict):
        return found
    filled = {name: outside.get(name) if text is None else text for name, text in found.items()}
    return {name: text for name, text in filled.items() if text is not None}


def _memory(value: Any) -> Any:
    match = re.fullmatch(r"(\d{1,15}(?:\.\d{1,15})?)\s*([A-Za-z]*)", str(value), re.ASCII)
    if match is None or match[2].lower() not in _COMPOSE_SIZES:
        raise ValueError(f'must be a number and b, k, m or g, such as "128m"{instead(value)}')
    return int(Decimal(match[1]) * _COMPOSE_SIZES[match[2].lower()])  # Compose drops a part of a byte, too


Words = Annotated[tuple[str, ...], BeforeValidator(_words), written_as(TEXTS)]
Texts = Annotated[tuple[str, ...], BeforeValidator(_texts), written_as(TEXTS)]
TextMap = Annotated[dict[str, str], BeforeValidator(_text_map), written_as(TEXT_MAP)]
Environment = Annotated[dict[str, str], BeforeValidator(_environment), written_as(TEXT_MAP)]
Memory = Annotated[int, BeforeValidator(_memory), written_as(MEMORY)]


def absolute_path(path: str) -> str:
    """A path on a host; it may begin with a variable.

    Raises:
        ValueError: when it is relative.
    """
    if not path.startswith(("/", "$")):
        raise ValueError(f'must be an absolute path, not "{cut(path)}"')
    return path
