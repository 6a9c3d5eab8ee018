"""Checks of files: that there is one or none, how large it is, and whether it is another's equal."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from socketlab.language.bounds import Model
from socketlab.language.units import Size
from socketlab.language.variables import Text


def _absolute(path: str) -> str:
    if not path.startswith(("/", "$")):
        raise ValueError(f'must be an absolute path, not "{path}"')
    return path


class SameFile(Model):
    """The file each client ended up with has the same bytes as the one on a host.

    Args:
        fleet: Whose clients.
        file: Path on the client, relative to its working directory; ``${index}`` is the client's.
        host: Where the original is.
        source: Its absolute path there.
    """

    kind: Literal["same_file"] = "same_file"
    fleet: str
    file: Text = Field(min_length=1)
    host: str
    source: Annotated[str, AfterValidator(_absolute)]


class File(Model):
    """There is a file, or there is none, when all clients have ended.

    Args:
        fleet: On whose clients; or
        host: on which host.
        path: Where: on a host absolute, on a client relative to its working directory.
        exists: Whether it must be there; a file of any kind counts, a directory too.
        size: How large it must be, in bytes.
    """

    kind: Literal["file"] = "file"
    fleet: str | None = None
    host: str | None = None
    path: Text = Field(min_length=1)
    exists: bool = True
    size: Size | None = None

    @model_validator(mode="after")
    def _one_place(self) -> File:
        if (self.fleet is None) == (self.host is None):
            raise ValueError("needs either fleet (a file of each client) or host")
        if self.host is not None:
            _absolute(self.path)
        if self.size is not None and not self.exists:
            raise ValueError("a file that must not exist has no size")
        return self
