"""Values in the forms that Compose allows: words, lists, mappings, memory.

Source: the Compose Specification, "Services top-level element".
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator, ValidationInfo

from socketlab.language.units import parse_size
from socketlab.language.wording import as_text, instead
from socketlab.language.written import MEMORY, TEXT_MAP, TEXTS, written_as

_COMPOSE_SIZES = {
    "": "B",
    "b": "B",
    "k": "KiB",
    "m": "MiB",
    "g": "GiB",
    "kb": "KiB",
    "mb": "MiB",
    "gb": "GiB",
}
"""Compose counts its suffixes by 1024, in either case; a number alone is bytes."""


def _words(value: Any) -> Any:
    if not isinstance(value, str):
        return _texts(value)
    try:
        return shlex.split(value)
    except ValueError as error:
        raise ValueError(f'"{value}" has a quotation without an end') from error


def _texts(value: Any) -> Any:
    if not isinstance(value, list):
        return (value,) if isinstance(value, str) else value
    flag = next((item for item in value if isinstance(item, bool)), None)
    if flag is not None:
        raise ValueError(f'"{as_text(flag)}" is true or false (put it in quotes)')
    return [as_text(item) if isinstance(item, int | float) else item for item in value]


def _mapping(value: Any) -> Any:
    """Both forms that Compose has, as one mapping; a name without a value has none yet."""
    if isinstance(value, list):
        if not all(isinstance(item, str) for item in value):
            raise ValueError('must be a list of texts such as "NAME=value"')
        pairs = (item.partition("=") for item in value)
        return {name: text if equals else None for name, equals, text in pairs}
    if not isinstance(value, dict):
        return value
    for kind, trouble in ((bool, "is true or false (put it in quotes)"), ((dict, list), "must be one value")):
        wrong = [name for name, item in value.items() if isinstance(item, kind)]
        if wrong:
            raise ValueError(f'"{wrong[0]}" {trouble}')
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
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([A-Za-z]*)", str(value))
    if match is None or match[2].lower() not in _COMPOSE_SIZES:
        raise ValueError(f'must be a number and b, k, m or g, such as "128m"{instead(value)}')
    return parse_size(match[1] + _COMPOSE_SIZES[match[2].lower()])


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
        raise ValueError(f'must be an absolute path, not "{path}"')
    return path
