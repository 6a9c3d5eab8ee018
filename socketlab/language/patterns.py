"""Text to look for: a regular expression, or the text as it is."""

from __future__ import annotations

import re
import warnings
from typing import Annotated

from pydantic import AfterValidator, ConfigDict, Field, model_validator

from socketlab.language.bounds import Model
from socketlab.language.variables import Text, finish, names_in
from socketlab.language.written import exactly_one

_MISPLACED_REFERENCE = re.compile(r"(?<!\\)(?:\\\\)*(?:\\\d*|\{[\d,]*)\$\{")
"""A variable in an escape or in a repetition: what it means would hang on the variable's value."""

_ANY_NAME = re.escape("a-1")


def _pattern(text: str) -> str:
    if _MISPLACED_REFERENCE.search(text):
        raise ValueError(f'"{text}" has a variable in an escape or a repetition (write $$ for a dollar sign)')
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            re.compile(finish(text, dict.fromkeys(names_in(text), _ANY_NAME)))
    except (re.error, Warning, OverflowError, RecursionError) as error:
        reason = str(error)
        message = f'"{text}" is not a regular expression: {reason[:1].lower()}{reason[1:]}'
        raise ValueError(message) from error
    return text


Pattern = Annotated[Text, AfterValidator(_pattern)]


class Sought(Model):
    """Text to look for, given as a regular expression or as it is."""

    model_config = ConfigDict(json_schema_extra=exactly_one("matches", "contains"))

    matches: Pattern | None = Field(default=None, description="a regular expression to look for")
    contains: Text | None = Field(default=None, min_length=1, description="text to look for, as it is")

    @model_validator(mode="after")
    def _one_pattern(self) -> Sought:
        if (self.matches is None) == (self.contains is None):
            raise ValueError("needs either matches (a regular expression) or contains (text as it is)")
        return self


def pattern_for(text: str, variables: dict[str, str]) -> re.Pattern[str]:
    """A scenario's regular expression, with the values of its variables taken as they are."""
    return re.compile(finish(text, {name: re.escape(value) for name, value in variables.items()}))
