"""Tables of dataclasses that are stored as JSON."""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Mapping
from typing import Any, Union, get_args, get_origin, get_type_hints

from docs.generator.tables import table
from socketlab.language.docstrings import arguments_of

_WORDS = {str: "text", int: "whole number", float: "number", bool: "`true` or `false`", type(None): "`null`"}


def fields_table(cls: type[Any], *, without: frozenset[str] = frozenset()) -> str:
    """The fields of a dataclass: name, type, meaning."""
    hints, meanings = get_type_hints(cls), arguments_of(cls)
    names = [field.name for field in dataclasses.fields(cls) if field.name not in without]
    rows = [[f"`{name}`", type_name(hints[name]), meanings.get(name, "")] for name in names]
    return table(["key", "value", "meaning"], rows)


def type_name(hint: Any) -> str:
    """A Python type as JSON has it, in a few words."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return " or ".join(type_name(each) for each in arguments)
    if origin is tuple:
        each = arguments[:1] if arguments[-1] is Ellipsis else dict.fromkeys(arguments)
        return f"list of {', '.join(type_name(one) for one in each)}"
    if origin in (dict, Mapping):
        return "mapping"
    if dataclasses.is_dataclass(hint):
        return f"mapping ({', '.join(f'`{field.name}`' for field in dataclasses.fields(hint))})"
    return _WORDS.get(hint, "any value")
