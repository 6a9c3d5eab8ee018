"""What one process or one host may have: ulimits, processors, memory, processes.

Source: getrlimit(2); go-units, ``ulimit.go``, for the names and for soft and hard limits; Docker Engine,
``daemon/daemon_unix.go``, for the least memory and processors.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from socketlab.language.units import Whole
from socketlab.language.values import Memory
from socketlab.language.wording import cut, instead, one_of, suggestion
from socketlab.language.written import also_as

ULIMITS = (
    *("core", "cpu", "data", "fsize", "locks", "memlock", "msgqueue", "nice", "nofile", "nproc"),
    *("rss", "rtprio", "rttime", "sigpending", "stack"),
)

UNLIMITED = -1

_LEAST_MEMORY = 6 * 2**20
_MOST = 2**63 - 1


class Ulimit(BaseModel):
    """A soft and a hard limit; -1 is none."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    soft: Annotated[Whole, Field(ge=UNLIMITED, le=_MOST)]
    hard: Annotated[Whole, Field(ge=UNLIMITED, le=_MOST)]

    @model_validator(mode="after")
    def _in_order(self) -> Ulimit:
        if self.hard != UNLIMITED and (self.soft == UNLIMITED or self.soft > self.hard):
            raise ValueError("soft is above hard")
        return self


def _limits(value: Any) -> Any:
    return value if isinstance(value, dict | Ulimit) else {"soft": value, "hard": value}


def _ulimit_name(name: str) -> str:
    if name not in ULIMITS:
        raise ValueError(f'"{cut(name)}" is not a ulimit ({suggestion(name, ULIMITS) or one_of(ULIMITS)})')
    return name


Ulimits = dict[
    Annotated[str, AfterValidator(_ulimit_name)],
    Annotated[Ulimit, BeforeValidator(_limits), also_as({"type": "integer"})],
]


def _number(value: Any) -> Any:
    if value is True or value is False:
        raise ValueError(f"must be a number{instead(value)}")
    return value


Processors = Annotated[float, BeforeValidator(_number), Field(ge=0.01, le=1024, allow_inf_nan=False)]
"""How many processors, in parts of one."""


def _enough(size: int) -> int:
    if 0 < size < _LEAST_MEMORY or size > _MOST:
        raise ValueError("must be 6m or more, or 0 for no limit")
    return size


MemoryLimit = Annotated[Memory, AfterValidator(_enough)]
"""Bytes; Docker refuses less than 6 MiB."""

ProcessLimit = Annotated[Whole, Field(ge=UNLIMITED, le=2**22)]
"""Processes; -1 and 0 are no limit.

Source: proc(5), pid_max: at most 2^22.
"""
