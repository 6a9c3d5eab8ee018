"""Domain names, as programs ask for them.

Source: RFC 1035, section 2.3.4 (sizes); RFC 8552 (underscores).
"""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, PlainSerializer

from socketlab.language.wording import cut, instead
from socketlab.language.written import written_as

_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")
_LONGEST_NAME = 253


def _domain_names(value: Any) -> Any:
    """Names as they are asked for: in lower case, without the dot at the end."""
    texts = list(value) if isinstance(value, list | tuple) else [value]
    return [_domain_name(text) for text in texts]


def _domain_name(text: Any) -> str:
    name = text.lower().removesuffix(".") if isinstance(text, str) else None
    if name is None:
        raise ValueError(f"must be a name or a list of names{instead(text)}")
    if len(name) > _LONGEST_NAME or not all(map(_LABEL.fullmatch, name.split("."))):
        raise ValueError(f'"{cut(text)}" is not a domain name (letters, digits and hyphens between dots)')
    return name


DomainNames = Annotated[
    tuple[str, ...],
    BeforeValidator(_domain_names),
    Field(min_length=1, max_length=1000),
    PlainSerializer(lambda texts: texts[0] if len(texts) == 1 else list(texts)),
    written_as({"type": "string"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}),
]
"""One domain name or several."""
