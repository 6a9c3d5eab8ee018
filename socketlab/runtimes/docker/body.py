"""A host's plan in the Engine API's terms: one table, and a pure function.

Source: Docker Engine API 1.41, "Create a container".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from socketlab.hosts.addresses import address_in
from socketlab.hosts.limits import Ulimit
from socketlab.hosts.model import Endpoint, HostPlan
from socketlab.hosts.settings import SETTINGS
from socketlab.runtimes.api import RunTicket

_NANO = 1_000_000_000

GATED = {"SOCKETLAB_GATE": "1"}

CLOSED_NETWORK_DNS = ["timeout:1", "attempts:2"]
"""On a closed network the engine answers for its own names at once and forwards all others in vain: without
this a misspelt name takes a client ten seconds to fail (measured with engine 20.10), with it two.

Source: resolv.conf(5), options.
"""


NO_PROBES = {"Test": ["NONE"]}
"""No health check in the container, not even the image's: the run itself asks, while it waits for readiness.

Source: Docker Engine API 1.41, HealthConfig.
"""


@dataclass(frozen=True, slots=True)
class _Field:
    """What the create call names a setting, its value there, and whether it is part of ``HostConfig``."""

    name: str
    value: Callable[[Any], Any]
    of_host: bool


def _body(name: str, value: Callable[[Any], Any] = lambda value: value) -> _Field:
    return _Field(name, value, of_host=False)


def _host(name: str, value: Callable[[Any], Any] = lambda value: value) -> _Field:
    return _Field(name, value, of_host=True)


def _path_and_options(entry: str) -> tuple[str, str]:
    path, _, options = entry.partition(":")
    return path, options


def _ulimit(name: str, limit: int | Ulimit) -> dict[str, Any]:
    soft, hard = (limit, limit) if isinstance(limit, int) else (limit.soft, limit.hard)
    return {"Name": name, "Soft": soft, "Hard": hard}


_FIELDS: dict[str, _Field] = {
    "image": _body("Image"),
    "command": _body("Cmd", list),
    "entrypoint": _body("Entrypoint", list),
    "environment": _body("Env", lambda texts: [f"{name}={text}" for name, text in texts.items()]),
    "user": _body("User"),
    "working_dir": _body("WorkingDir"),
    "stdin_open": _body("OpenStdin"),
    "stop_signal": _body("StopSignal"),
    "stop_grace_period": _body("StopTimeout", lambda seconds: max(1, round(seconds))),
    "healthcheck": _body("Healthcheck", lambda _: NO_PROBES),
    "read_only": _host("ReadonlyRootfs"),
    "tmpfs": _host("Tmpfs", lambda entries: dict(map(_path_and_options, entries))),
    "cap_add": _host("CapAdd", list),
    "cap_drop": _host("CapDrop", list),
    "security_opt": _host("SecurityOpt", list),
    "sysctls": _host("Sysctls"),
    "ulimits": _host("Ulimits", lambda limits: [_ulimit(name, limit) for name, limit in limits.items()]),
    "mem_limit": _host("Memory"),
    "pids_limit": _host("PidsLimit"),
    "cpus": _host("NanoCpus", lambda cpus: int(cpus * _NANO)),
    "init": _host("Init"),
    "tty": _body("Tty"),
    "shm_size": _host("ShmSize"),
    "mem_reservation": _host("MemoryReservation"),
    "memswap_limit": _host("MemorySwap"),
    "cpu_shares": _host("CpuShares"),
    "cpuset": _host("CpusetCpus"),
    "oom_score_adj": _host("OomScoreAdj"),
    "group_add": _host("GroupAdd", list),
    "domainname": _body("Domainname"),
    "dns_search": _host("DnsSearch", list),
    "privileged": _host("Privileged"),
}
"""The settings that this runtime honours, each with its place in the create call."""

ELSEWHERE = ("volumes", "configs", "secrets", "extra_hosts", "dns", "dns_opt", "network_mode", "links")
"""The settings that it honours too: they go with what the run itself puts there."""

HONOURED = frozenset(_FIELDS) | frozenset(ELSEWHERE)


def container_body(
    host: HostPlan,
    *,
    ticket: RunTicket,
    subnet: str | None,
    names: Sequence[str] = (),
    resolver: str = "",
) -> dict[str, Any]:
    """The body of the create call for a private host.

    Args:
        host: What to make.
        ticket: The run; the host's own labels are added to its.
        subnet: The run's network, or ``None`` when the host is only on another one.
        names: Names that it has to know although their hosts are on other networks, as ``name:address``.
        resolver: The address to ask for names, where it is not the engine that knows them.
    """
    machine = host.machine
    client = host.role == "client"
    journal, nonce = ticket.journal_settings(host)
    gated = GATED if host.gated and not host.gate_added else {}
    environment = {**journal, **gated, **machine.environment, **nonce}
    body: dict[str, Any] = {
        "Hostname": _hidden(host) if resolver else machine.hostname,
        "Labels": {**ticket.labels, **host.labels},
        "StdinOnce": client,
        "AttachStdin": client,
        "AttachStdout": True,
        "AttachStderr": True,
        "Healthcheck": NO_PROBES,
        "Volumes": {path: {} for path in machine.volumes},
        "HostConfig": {
            "NetworkMode": host.networks[0] if host.networks else "none",
            **_dns(host, subnet, names, resolver),
        },
        "NetworkingConfig": {"EndpointsConfig": _endpoint(host, subnet, () if resolver else host.aliases)},
    }
    told = replace(
        machine, environment=environment, stdin_open=machine.stdin_open or client, tty=has_tty(host)
    )
    for name, field in _FIELDS.items():
        setting = SETTINGS[name]
        value = getattr(told, setting.planned_as)
        if value != setting.default:
            (body["HostConfig"] if field.of_host else body)[field.name] = field.value(value)
    if host.shares:
        _share_network(body, container_name(ticket.run, host.shares))
    return body


def container_name(run: str, host: str) -> str:
    """The name of a private host's container: known before it exists, and unique."""
    return f"socketlab-{run}-{host}"


def _share_network(body: dict[str, Any], container: str) -> None:
    """Put a host into the network of another one, with which it shares its name and what it can look up.

    Source: Docker Engine 20.10, ``runconfig/hostconfig_unix.go``, ``validateNetMode``.
    """
    body["HostConfig"]["NetworkMode"] = f"container:{container}"
    for name in ("Hostname", "Domainname"):
        body.pop(name, None)
    for name in ("Dns", "DnsOptions", "DnsSearch", "ExtraHosts"):
        body["HostConfig"].pop(name, None)


def _hidden(host: HostPlan) -> str:
    """A host name in a domain of the host's own: the engine answers for host names, not the router.

    A resolver tries names in the domain of its own host, too: so no other host may be in it.

    Source: moby 20.10, ``daemon/container_operations.go``, ``updateNetworkConfig``; resolv.conf(5), search.
    """
    return f"{host.machine.hostname}.host-{host.address_number}.internal"


def has_tty(host: HostPlan) -> bool:
    """Whether a host gets the terminal that it asks for: a client at a gate is spoken to over its streams."""
    return host.machine.tty and not host.gated


def _dns(host: HostPlan, subnet: str | None, names: Sequence[str], resolver: str) -> dict[str, Any]:
    machine = host.machine
    entries = {"ExtraHosts": [*names, *machine.extra_hosts]} if names or machine.extra_hosts else {}
    if resolver:
        return {"Dns": [resolver], **entries}
    options = [*(() if subnet is None else CLOSED_NETWORK_DNS), *machine.dns_opt]
    servers = {"Dns": list(machine.dns)} if machine.dns else {}
    return {**servers, **({"DnsOptions": options} if options else {}), **entries}


def _endpoint(host: HostPlan, subnet: str | None, aliases: Sequence[str]) -> dict[str, Any]:
    if not host.networks:
        return {}
    if host.endpoints and subnet is not None:
        return {host.networks[0]: endpoint_body(host.endpoints[0], subnet)}
    if subnet is None:
        return {host.networks[0]: {}}
    address = address_in(subnet, host.address_number)
    links = [f"{service}:{alias}" for service, alias in host.machine.links if service != alias]
    more = {"Links": links} if links and aliases else {}
    return {host.networks[0]: {"IPAMConfig": {"IPv4Address": address}, "Aliases": list(aliases), **more}}


def endpoint_body(endpoint: Endpoint, subnet: str) -> dict[str, Any]:
    """A host's place on a network of its compose file, for the calls that create and connect containers.

    Args:
        endpoint: The place.
        subnet: The network's subnet.
    """
    addresses: dict[str, Any] = {"IPv4Address": address_in(subnet, endpoint.number)}
    if endpoint.address_v6:
        addresses["IPv6Address"] = endpoint.address_v6
    if endpoint.link_local:
        addresses["LinkLocalIPs"] = list(endpoint.link_local)
    return {"IPAMConfig": addresses, "Aliases": list(endpoint.aliases)}
