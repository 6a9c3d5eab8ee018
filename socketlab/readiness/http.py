"""A host that answers HTTP, asked from inside its own network: its image needs no program for it."""

from __future__ import annotations

import re
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, ConfigDict, Field, model_validator

from socketlab.language.units import Whole
from socketlab.language.wording import cut
from socketlab.language.written import short_form
from socketlab.readiness.api import Fetch, Readiness

_BELOW = 400
"""Statuses from here on are those of errors.

Source: RFC 9110, section 15.
"""

_SHORT = {
    "title": "port and path",
    "anyOf": [
        {"type": "integer", "minimum": 1, "maximum": 65535},
        {"type": "string", "pattern": "^[0-9]{1,5}(/.*)?$"},
    ],
}


def _path(path: str) -> str:
    if not path.startswith("/") or any(not 32 < ord(character) < 127 for character in path):
        raise ValueError(f'"{cut(path)}" is not a path (begin with a slash, write no spaces)')
    return path


class Http(Readiness):
    """A request to the host is answered with the status; without one, with any status below 400."""

    summary: ClassVar[str] = "the host answers an HTTP request"
    example: ClassVar[str] = "http: 8080/health"
    visits: ClassVar[bool] = True

    model_config = ConfigDict(json_schema_extra=short_form(_SHORT))

    kind: Literal["http"] = "http"
    port: Whole = Field(default=80, ge=1, le=65535)
    path: Annotated[str, AfterValidator(_path)] = "/"
    status: Whole | None = Field(default=None, ge=100, le=599, description="any below 400 by default")

    @model_validator(mode="before")
    @classmethod
    def _short_form(cls, value: Any) -> Any:
        """``8080``, ``8080/health``."""
        if isinstance(value, dict):
            return value
        short = re.fullmatch(r"(\d{1,5})(/.*)", str(value))
        return {"port": short[1], "path": short[2]} if short else {"port": value}

    @property
    def interval_s(self) -> float:
        """See the base class: each question waits for the answer itself."""
        return 0.0

    @property
    def wording(self) -> str:
        """See the base class."""
        status = f" with {self.status}" if self.status else ""
        return f"when it answers HTTP on port {self.port}{cut(self.path)}{status}"

    def visit(self, fetch: Fetch) -> str:
        """See the base class."""
        low, high = (self.status, self.status) if self.status else (100, _BELOW - 1)
        status, trouble = fetch(self.port, self.path, range(low, high + 1))
        if status in range(low, high + 1):
            return ""
        place = f"port {self.port}{cut(self.path)}"
        return f"{place} answers with {status}" if status else f"{place} does not answer HTTP: {trouble}"
