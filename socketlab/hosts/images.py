"""Names of images.

Source: the distribution project's reference grammar, ``reference/reference.go`` and ``reference/regexp.go``
of github.com/distribution/reference: ``[domain/]path[:tag][@digest]``.
"""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator

from socketlab.language.variables import names_in
from socketlab.language.wording import cut

_DOMAIN_PART = r"(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])"
_DOMAIN = rf"(?:{_DOMAIN_PART}(?:\.{_DOMAIN_PART})*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?"
_PATH_PART = r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*"
_TAG = r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}"
_DIGEST = r"[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9A-Fa-f]{32,}"
_REFERENCE = re.compile(
    rf"(?P<name>(?:{_DOMAIN}/)?{_PATH_PART}(?:/{_PATH_PART})*)(?::{_TAG})?(?:@{_DIGEST})?", re.ASCII
)

_LONGEST_NAME = 255
"""Characters before the tag.

Source: as above, ``RepositoryNameTotalLengthMax``.
"""


def image_name(text: str) -> str:
    """The name of an image; one with a variable that has no value is a problem of its own.

    Raises:
        ValueError: when it does not match the grammar.
    """
    if text and not names_in(text) and not is_image_name(text):
        reason = "write [registry/]name[:tag], the name in lower case"
        raise ValueError(f'"{cut(text)}" is not the name of an image ({reason})')
    return text


def is_image_name(text: str) -> bool:
    """Whether a text matches the grammar."""
    match = _REFERENCE.fullmatch(text)
    return match is not None and len(match["name"]) <= _LONGEST_NAME


ImageName = Annotated[str, AfterValidator(image_name)]
