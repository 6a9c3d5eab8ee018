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


def _service_name(text: str) -> str:
    if not _NAME.fullmatch(text):
        raise ValueError(f'"{cut(text)}" is not a name of a service ({_RULE})')
    return text


ServiceName = Annotated[
    str, AfterValidator(_service_name), written_as({"type": "string", "pattern": f"^{_NAME.pattern}$"})
]
"""Other hosts know a host by its service's name, too."""


def name_of_file(stem: str) -> str:
    """The name of a scenario that gives none: its file's, in lower case, with hyphens for other characters.

    Args:
        stem: The file's name without ``.yaml``.

    Before a digit it is preceded by ``scenario-``, and a long one is cut.
    """
    words = re.findall(r"[a-z0-9]+", stem.lower())
    found = "-".join(words) or "scenario"
    return (found if found[0].isalpha() else f"scenario-{found}")[:_LONGEST].rstrip("-")
