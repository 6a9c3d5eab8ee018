"""A host that listens on a port, according to its kernel: no connection is made that looks like a client."""

from __future__ import annotations

import re
from typing import Any, ClassVar, Literal

from pydantic import ConfigDict, Field, model_validator

from socketlab.errors import LabError
from socketlab.hosts.ports import files_of, listening_ports
from socketlab.language.units import Whole
from socketlab.language.written import short_form
from socketlab.readiness.api import Execute, Readiness

_ASKED_EVERY_S = 0.25

_SHORT = {
    "title": "port",
    "anyOf": [
        {"type": "integer", "minimum": 1, "maximum": 65535},
        {"type": "string", "pattern": "^[0-9]{1,5}(/(tcp|udp))?$"},
    ],
}


class Port(Readiness):
    """A socket of the host listens on a TCP port, or is bound to a UDP port."""

    summary: ClassVar[str] = "the host listens on a port"
    example: ClassVar[str] = "port: 50007"

    model_config = ConfigDict(json_schema_extra=short_form(_SHORT))

    kind: Literal["port"] = "port"
    number: Whole = Field(alias="port", ge=1, le=65535, description="the port")
    protocol: Literal["tcp", "udp"] = "tcp"

    @model_validator(mode="before")
    @classmethod
    def _short_form(cls, value: Any) -> Any:
        """``50007``, ``50007/udp``."""
        if isinstance(value, dict):
            return value
        short = re.fullmatch(r"(\d{1,5})/(tcp|udp)", str(value))
        return {"port": short[1], "protocol": short[2]} if short else {"port": value}

    @property
    def interval_s(self) -> float:
        """See the base class."""
        return _ASKED_EVERY_S

    @property
    def wording(self) -> str:
        """See the base class."""
        return f"when it listens on port {self.number}/{self.protocol}"

    def ask(self, execute: Execute) -> str:
        """See the base class."""
        files = files_of(self.protocol)
        try:
            _, output = execute(("cat", *files))
        except LabError as error:
            raise LabError(f'cannot read "{files[0]}": {error}', hint="use an image that has cat") from error
        listening = listening_ports(output, self.protocol)
        if self.number in listening:
            return ""
        seen = ", ".join(str(port) for port in sorted(listening)) or "none"
        return f"it does not listen on port {self.number}/{self.protocol} (open ports: {seen})"
