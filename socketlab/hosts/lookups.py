"""Names, addresses and shares of a host: small settings in Compose's forms.

Source: the Compose Specification, "extra_hosts", "links", "network_mode", "cpuset", "memswap_limit";
cpuset(7), list format; proc(5), oom_score_adj.
"""

from __future__ import annotations

import ipaddress
import re
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field

from socketlab.hosts.mounts import size_of
from socketlab.hosts.places import without_variables
from socketlab.language.units import Whole
from socketlab.language.variables import Text
from socketlab.language.wording import WrongPart, cut, instead
from socketlab.language.written import MEMORY, TEXT_MAP, TEXTS, written_as

GATEWAY = "host-gateway"
"""In place of an address: the engine's own machine."""

_CPUS = re.compile(r"[0-9]+(-[0-9]+)?(,[0-9]+(-[0-9]+)?)*")
_DOMAIN = re.compile(r"[a-zA-Z0-9_]([a-zA-Z0-9_.-]*[a-zA-Z0-9_])?|")


def _entries(value: Any) -> Any:
    """All forms of ``extra_hosts`` as ``name:address``."""
    if isinstance(value, dict):
        pairs = []
        for name, addresses in value.items():
            listed = addresses if isinstance(addresses, list) else [addresses]
            pairs += [(name, name, str(address)) for address in listed]
    elif isinstance(value, list):
        pairs = [(number, *_pair(number, item)) for number, item in enumerate(value)]
    else:
        return value
    return tuple(f"{name}:{_address(step, text)}" for step, name, text in pairs)


def _pair(number: int, item: Any) -> tuple[str, str]:
    name, separator, address = re.sub("[=:]", "=", str(item), count=1).partition("=")
    if not isinstance(item, str) or not name or not separator:
        raise WrongPart(f'must be a text such as "db.example=10.0.0.7"{instead(item)}', number)
    return name, address


def _address(step: str | int, text: str) -> str:
    address = without_variables(text).strip().removeprefix("[").removesuffix("]")
    try:
        if address != GATEWAY:
            ipaddress.ip_address(address)
    except ValueError as error:
        raise WrongPart(f'"{cut(text)}" is not an address (an IP address or "{GATEWAY}")', step) from error
    return text.strip().strip("[]")


def _mode(mode: str) -> str:
    if mode in ("none", "bridge", "default") or (mode.startswith(OF_SERVICE) and mode != OF_SERVICE):
        return mode
    why = "a run has networks of its own"
    if mode == "host":
        why = "a host of a run is never in this machine's own network"
    raise ValueError(f'"{cut(mode)}" is not possible: {why} (leave it out, or write none)')


def _links(value: Any) -> Any:
    if not isinstance(value, list):
        return value
    found = []
    for number, item in enumerate(value):
        if not isinstance(item, str):
            raise WrongPart(f'must be a text such as "db:database"{instead(item)}', number)
        service, _, alias = item.partition(":")
        found.append((service, alias or service))
    return tuple(found)


def _cpuset(text: str) -> str:
    if not _CPUS.fullmatch(without_variables(text)):
        raise ValueError(f'"{cut(text)}" is not a list of processors (such as "0-2,4")')
    return text


def _domain(text: str) -> str:
    if not _DOMAIN.fullmatch(without_variables(text)):
        raise ValueError(f'"{cut(text)}" is not a domain (such as "example.test")')
    return text


UNLIMITED = -1

OF_SERVICE = "service:"
"""Before the name of the service whose network another one shares.

Source: the Compose Specification, "Services top-level element", network_mode.
"""


def _swap(value: Any) -> Any:
    return UNLIMITED if str(value) == str(UNLIMITED) else size_of(value)


Link = tuple[str, str]
"""A service, and what else it is called."""

HostEntries = Annotated[tuple[str, ...], BeforeValidator(_entries), written_as(TEXTS, TEXT_MAP)]
Links = Annotated[tuple[Link, ...], BeforeValidator(_links), written_as(TEXTS)]
NetworkMode = Annotated[str, AfterValidator(_mode)]
CPUSet = Annotated[Text, AfterValidator(_cpuset)]
DomainName = Annotated[Text, AfterValidator(_domain)]
SwapLimit = Annotated[int, BeforeValidator(_swap), written_as(MEMORY)]
OomScore = Annotated[Whole, Field(ge=-1000, le=1000)]
