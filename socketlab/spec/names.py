"""Names of scenarios, hosts, fleets and services."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator

from socketlab.language.wording import cut
from socketlab.language.written import written_as

_LONGEST = 41
_NAME = re.compile(r"[a-z]([a-z0-9-]{0,39}[a-z0-9])?")
_RULE = "a lower-case letter, then up to 40 lower-case letters, digits and hyphens, no hyphen at the end"


def name(text: str) -> str:
    """A name, which becomes a host name.

    Raises:
        ValueError: when it is not one.
    """
    if not _NAME.fullmatch(text):
        raise ValueError(f'"{cut(text)}" is not a name ({_RULE})')
    return text


Name = Annotated[str, AfterValidator(name), written_as({"type": "string", "pattern": f"^{_NAME.pattern}$"})]
"""Names become host names: a letter, then letters, digits and hyphens, all lower case."""


_MEMBER = re.compile(r"[A-Za-z]([A-Za-z0-9_.-]{0,62}[A-Za-z0-9_])?")
_MEMBER_RULE = (
    "a letter, then up to 63 letters, digits, underscores, dots and hyphens, no dot or hyphen at the end"
)
_SERVICE = re.compile(r"[A-Za-z0-9._-]{1,63}")
_SERVICE_RULE = "up to 63 letters, digits, underscores, dots and hyphens"


def _member_name(text: str) -> str:
    if not _MEMBER.fullmatch(text):
        raise ValueError(f'"{cut(text)}" is not a name ({_MEMBER_RULE})')
    return text


def _service_name(text: str) -> str:
    if not _SERVICE.fullmatch(text):
        raise ValueError(f'"{cut(text)}" is not a name of a service ({_SERVICE_RULE})')
    return text


MemberName = Annotated[
    str, AfterValidator(_member_name), written_as({"type": "string", "pattern": f"^{_MEMBER.pattern}$"})
]
"""Hosts and fleets are known by their names as they are written."""

ServiceName = Annotated[
    str, AfterValidator(_service_name), written_as({"type": "string", "pattern": f"^{_SERVICE.pattern}$"})
]
"""Other hosts know a host by its service's name, too.

Source: the Compose Specification's schema, ``services``, ``patternProperties``.
"""


def name_of_file(stem: str) -> str:
    """The name of a scenario that gives none: its file's, in lower case, with hyphens for other characters.

    Args:
        stem: The file's name without ``.yaml``.

    Before a digit it is preceded by ``scenario-``, and a long one is cut.
    """
    words = re.findall(r"[a-z0-9]+", stem.lower())
    found = "-".join(words) or "scenario"
    return (found if found[0].isalpha() else f"scenario-{found}")[:_LONGEST].rstrip("-")
