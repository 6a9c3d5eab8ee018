"""The networks of a compose file: what it says of each, and how a service is on them.

Source: the Compose Specification, "Networks top-level element" and "Services top-level element", networks.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from socketlab.errors import Problem
from socketlab.language.document import Document
from socketlab.language.problems import problems_of
from socketlab.language.wording import WrongPart, cut

DEFAULT_NETWORK = "default"
"""Where a service is that names no network; it need not be declared.

Source: the Compose Specification, "Networks top-level element", "The implicit default network".
"""

MTU = "com.docker.network.driver.mtu"

_HONOURED_OPTIONS = (MTU, "com.docker.network.bridge.enable_icc")

_WITHOUT_EFFECT = (
    "com.docker.network.bridge.name",
    "com.docker.network.bridge.enable_ip_masquerade",
    "com.docker.network.bridge.host_binding_ipv4",
    "com.docker.network.bridge.inhibit_ipv4",
    "com.docker.network.container_iface_prefix",
)
"""Options of the way out of a network, which those of a run do not have, and of names on the machine."""


def _usable(value: Any, kind: type[Any]) -> str:
    try:
        return str(kind(str(value)))
    except ValueError:
        what = {
            ipaddress.IPv4Address: "an IPv4 address",
            ipaddress.IPv6Address: "an IPv6 address",
            ipaddress.IPv4Network: "a subnet",
        }
        raise ValueError(f'"{cut(str(value))}" is not {what[kind]}') from None


def _subnet(value: Any) -> str:
    try:
        return str(ipaddress.ip_network(str(value), strict=False))
    except ValueError:
        raise ValueError(f'"{cut(str(value))}" is not a subnet (such as 172.30.0.0/24)') from None


def _address(value: Any) -> str:
    try:
        return str(ipaddress.ip_address(str(value)))
    except ValueError:
        raise ValueError(f'"{cut(str(value))}" is not an IP address') from None


IPv4 = Annotated[str, BeforeValidator(lambda value: _usable(value, ipaddress.IPv4Address))]
IPv6 = Annotated[str, BeforeValidator(lambda value: _usable(value, ipaddress.IPv6Address))]
Address = Annotated[str, BeforeValidator(_address)]
Subnet = Annotated[str, BeforeValidator(_subnet)]


class _Element(BaseModel):
    """A part of a compose file, where keys that begin with ``x-`` may hold anything."""

    model_config = ConfigDict(frozen=True, extra="forbid", coerce_numbers_to_str=True)

    @model_validator(mode="before")
    @classmethod
    def _without_extensions(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        return {key: item for key, item in value.items() if not str(key).startswith("x-")}


class Attachment(_Element):
    """How a service is on one network.

    Args:
        aliases: Further names for it there.
        ipv4_address: Its fixed address there.
        ipv6_address: Its fixed IPv6 address there.
        link_local_ips: Further addresses of the interface.
        priority: The network with the highest one is the service's first.
    """

    aliases: tuple[str, ...] = ()
    ipv4_address: IPv4 | None = None
    ipv6_address: IPv6 | None = None
    link_local_ips: tuple[Address, ...] = ()
    priority: int = 0

    @property
    def is_fixed(self) -> bool:
        """Whether it has addresses of its own choice."""
        return bool(self.ipv4_address or self.ipv6_address or self.link_local_ips)


class Pool(_Element):
    """A range of addresses of a network.

    Args:
        subnet: The range, in CIDR notation.
        ip_range: The part of it that addresses without a choice are taken from.
        gateway: The address that hosts send everything else to.
        aux_addresses: Addresses that no host gets, by what they are for.
    """

    subnet: Subnet | None = None
    ip_range: Subnet | None = None
    gateway: Address | None = None
    aux_addresses: dict[str, Address] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _inside(self) -> Pool:
        inside = [self.gateway, *self.aux_addresses.values()]
        if self.subnet is None and (any(inside) or self.ip_range):
            raise ValueError("gateway, ip_range and aux_addresses need a subnet")
        network = ipaddress.ip_network(self.subnet or "0.0.0.0/0")
        for address in filter(None, inside):
            if ipaddress.ip_address(address) not in network:
                raise ValueError(f'"{address}" is not in {self.subnet}')
        if self.ip_range and not _is_part(self.ip_range, network):
            raise ValueError(f'"{self.ip_range}" is not a part of {self.subnet}')
        return self


def _is_part(part: str, network: ipaddress.IPv4Network | ipaddress.IPv6Network) -> bool:
    inner = ipaddress.ip_network(part)
    return inner.version == network.version and inner[0] in network and inner[-1] in network


class Addressing(_Element):
    """How addresses of a network are chosen."""

    driver: Literal["default"] | None = None
    config: tuple[Pool, ...] | None = None
    options: Any = None


def _options(options: dict[str, str]) -> dict[str, str]:
    for name in options:
        if name not in (*_HONOURED_OPTIONS, *_WITHOUT_EFFECT):
            raise WrongPart(f'the option "{cut(name)}" of a driver cannot be played (remove it)', name)
    return {name: text for name, text in options.items() if name in _HONOURED_OPTIONS}


def _driver(driver: Any) -> Any:
    if driver in (None, "", "default", "bridge"):
        return "bridge"
    raise ValueError(f'the driver "{cut(str(driver))}" cannot be played: a run has bridges (use bridge)')


class FileNetwork(_Element):
    """A network that a compose file declares.

    Args:
        name: The engine's name for it under Compose, which decides where default routes lead.
        external: Whether somebody else makes it under Compose; a run always makes its own.
        internal: Whether hosts have no default route there.
        enable_ipv6: Whether it has IPv6 addresses.
        ipam: Its ranges of addresses.
    """

    name: str = ""
    external: bool | dict[str, str] | None = False
    driver: Annotated[Any, BeforeValidator(_driver)] = "bridge"
    driver_opts: Annotated[dict[str, str], AfterValidator(_options)] = Field(default_factory=dict)
    attachable: bool | None = None
    enable_ipv4: Literal[True] | None = None
    enable_ipv6: bool | None = None
    internal: bool | None = None
    ipam: Addressing | None = None
    labels: Any = None

    def pool(self, version: int) -> Pool:
        """Its first range of addresses of an IP version; an empty one where it declares none."""
        pools = (self.ipam and self.ipam.config) or ()
        found = (
            pool for pool in pools if pool.subnet and ipaddress.ip_network(pool.subnet).version == version
        )
        return next(found, Pool())


def attachments(value: Any) -> dict[str, Attachment]:
    """A service's networks, in order: a list of names, or a mapping.

    Raises:
        ValueError: when it is neither, or what it says of a network is wrong.
    """
    if value is None or value in ({}, []):
        value = [DEFAULT_NETWORK]
    if isinstance(value, list | tuple) and all(isinstance(name, str) for name in value):
        return {name: Attachment() for name in value}
    match value:
        case dict():
            return {str(name): _attachment(str(name), settings) for name, settings in value.items()}
        case _:
            raise ValueError("must be a list of networks or a mapping")


def _attachment(name: str, settings: Any) -> Attachment:
    try:
        return Attachment.model_validate(settings or {})
    except ValidationError as error:
        raise WrongPart(_first(error), name) from error


def _first(error: ValidationError) -> str:
    """The first problem of a network of a service, with the key that has it."""
    first = error.errors()[0]
    key = ".".join(str(part) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        return f'"{cut(key)}" cannot be played (remove it)'
    return f"{key}: {first['msg'].removeprefix('Value error, ')}" if key else str(first["msg"])


def _checked(value: Any) -> Any:
    attachments(value)
    return value


OnFileNetworks = Annotated[Any, AfterValidator(_checked)]
"""A service's networks as they are written."""


def networks_of(section: Mapping[str, Any], used: Mapping[str, Any]) -> dict[str, FileNetwork]:
    """The networks of a compose file that are used, by name.

    Args:
        section: Its section of that name.
        used: The names, as keys.

    Raises:
        ValidationError: when one of them is wrong.
    """
    return {name: FileNetwork.model_validate(section.get(name) or {}) for name in used}


def file_network_problems(document: Document, section: Any, services: Mapping[str, Any]) -> Iterator[Problem]:
    """A problem for each network that a service names and the file does not have, or that is wrong.

    Args:
        document: The compose file.
        section: Its networks.
        services: The definitions of the services that are used.
    """
    declared = section if isinstance(section, dict) else {}
    used: dict[str, None] = {}
    for definition in services.values():
        used |= dict.fromkeys(attachments(definition.networks))
    for name in used:
        try:
            FileNetwork.model_validate(declared.get(name) or {})
        except ValidationError as error:
            yield from problems_of(error, document, at=("networks", name), model=FileNetwork)
