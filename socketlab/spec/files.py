"""Files that are put on a host before it starts, as a scenario writes them."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, model_validator

from socketlab.hosts.mounts import permissions
from socketlab.hosts.places import file_place, nested_place
from socketlab.language.bounds import Model
from socketlab.language.units import Size, format_size
from socketlab.language.variables import Text
from socketlab.language.wording import cut
from socketlab.language.written import exactly_one, written_as

LARGEST_FILE = 10 * 10**9
"""Bytes of a file of noise."""


FilePath = Annotated[
    str, AfterValidator(file_place), written_as({"type": "string", "pattern": "^/(.*[^/])$"})
]
"""An absolute path; a folder other than the root becomes a volume of the host."""


def _owner(text: str) -> str:
    if not re.fullmatch("[0-9]{1,9}(:[0-9]{1,9})?", text):
        raise ValueError(
            f'"{cut(text)}" is not an owner (write the numbers of a user and group: "1000:1000")'
        )
    return text


FileMode = Annotated[
    int, BeforeValidator(permissions), written_as({"title": "permissions", "type": ["integer", "string"]})
]
"""Permissions; what begins with 0 is octal, and so is a text."""

FileOwner = Annotated[Text, AfterValidator(_owner)]
"""A user's number, and after a colon a group's."""


def _files(files: dict[str, FileSpec]) -> dict[str, FileSpec]:
    nested = nested_place(files)
    if nested is not None:
        raise ValueError(f'"{cut(nested[0])}" is a file and the folder of "{cut(nested[1])}"')
    return files


def _file_size(size: int) -> int:
    if size > LARGEST_FILE:
        raise ValueError(f"must be {format_size(LARGEST_FILE)} or less")
    return size


class FileSpec(Model):
    """A file that is put on a host before it starts.

    Args:
        text: Its content, in which variables count.
        size: That many bytes of noise, which follow from the seed.
        source: A text file with the content, relative to the scenario, such as a program.
        mode: Its permissions, such as `0755`; `0644` where it has none.
        owner: The numbers of its user and group, such as `1000:1000`; `0:0` where it has none.
    """

    model_config = ConfigDict(json_schema_extra=exactly_one("text", "size", "source"))

    text: Text | None = None
    size: Annotated[Size, AfterValidator(_file_size)] | None = None
    source: str | None = Field(default=None, min_length=1)
    mode: FileMode | None = None
    owner: FileOwner | None = None

    @model_validator(mode="after")
    def _one_content(self) -> FileSpec:
        if sum(content is not None for content in (self.text, self.size, self.source)) != 1:
            raise ValueError("needs exactly one of text, size and source")
        return self


Files = Annotated[dict[FilePath, FileSpec], AfterValidator(_files)]
