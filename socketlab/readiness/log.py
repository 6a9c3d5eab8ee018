"""A host that prints a line when it is ready."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, ClassVar, Literal, Self

from pydantic import ConfigDict, model_validator

from socketlab.language.lines import LineFinder
from socketlab.language.patterns import Sought
from socketlab.language.variables import finish
from socketlab.language.written import TEXT, exactly_one, short_form
from socketlab.readiness.api import Readiness


class Log(Readiness, Sought):
    """A line of the host's output, on either stream, contains or matches a text.

    ``contains`` also finds text in an unfinished line, such as a prompt; ``matches`` needs the whole line. Of
    each line, the first mebibyte is searched.
    """

    summary: ClassVar[str] = "a line of the host's output contains or matches a text"
    example: ClassVar[str] = "log: listening on"

    model_config = ConfigDict(json_schema_extra=short_form(TEXT, exactly_one("matches", "contains")))

    kind: Literal["log"] = "log"

    @model_validator(mode="before")
    @classmethod
    def _short_form(cls, value: Any) -> Any:
        return {"contains": value} if isinstance(value, str | int | float) else value

    @property
    def wording(self) -> str:
        """See the base class."""
        return f'when it prints "{self.contains or self.matches}"'

    def finished(self, variables: Mapping[str, str]) -> Self:
        """See the base class; in a pattern the value of a variable is literal text."""
        if self.matches is None:
            return self.model_copy(update={"contains": finish(self.contains or "", variables)})
        literal = {name: re.escape(value) for name, value in variables.items()}
        return self.model_copy(update={"matches": finish(self.matches, literal)})

    def finder(self) -> LineFinder:
        """See the base class."""
        if self.matches is None:
            return LineFinder(self.contains or "")
        return LineFinder(matches=re.compile(self.matches).search)
