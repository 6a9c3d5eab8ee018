"""A host that listens on a port, according to its kernel: no connection is made that looks like a client.

Source: proc(5), /proc/net/tcp and /proc/net/udp; include/net/tcp_states.h: 0A is TCP_LISTEN, 07 is the
state of an unconnected UDP socket.
"""

from __future__ import annotations

import re
from typing import Any, ClassVar, Literal

from pydantic import ConfigDict, Field, model_validator

from socketlab.errors import LabError
from socketlab.language.units import Whole
from socketlab.language.written import short_form
from socketlab.readiness.api import Execute, Readiness

_ASKED_EVERY_S = 0.25

_LISTENING = {"tcp": "0A", "udp": "07"}

_RESOLVER = "0B00007F"
"""127.0.0.11: Docker's resolver listens there in every container, on ports of its own choice."""


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
        files = (f"/proc/net/{self.protocol}", f"/proc/net/{self.protocol}6")
        try:
            _, output = execute(("cat", *files))
        except LabError as error:
            raise LabError(f'cannot read "{files[0]}": {error}', hint="use an image that has cat") from error
        listening = self._listening(output.decode(errors="replace"))
        if self.number in listening:
            return ""
        seen = ", ".join(str(port) for port in sorted(listening)) or "none"
        return f"it does not listen on port {self.number}/{self.protocol} (open ports: {seen})"

    def _listening(self, table: str) -> set[int]:
        ports = set()
        for line in table.splitlines():
            fields = line.split()
            if len(fields) < 4 or fields[3] != _LISTENING[self.protocol]:
                continue
            address, _, port = fields[1].rpartition(":")
            if address != _RESOLVER:
                ports.add(int(port, 16))
        return ports
