"""A host's plan in the Engine API's words: a pure function, so that it can be read and tested as data.

Source: Docker Engine API 1.41, "Create a container".
"""

from __future__ import annotations

from typing import Any

from socketlab.hosts.addresses import address_in
from socketlab.hosts.model import HostPlan, Machine
from socketlab.hosts.settings import Healthcheck, Ulimit
from socketlab.runtimes.api import Readiness

_NANO = 1_000_000_000

OBSERVED = {"SOCKETLAB_JOURNAL": "stderr"}
"""Asks the project's own programs for their journal; others do not know the variable."""

GATED = {"SOCKETLAB_GATE": "1"}

CLOSED_NETWORK_DNS = ["timeout:1", "attempts:2"]
"""On a closed network the engine knows its own names at once and asks in vain for all others: without this a
misspelt name takes a client ten seconds to give up (measured with engine 20.10), with it two.

Source: resolv.conf(5), options.
"""


PROBE_INTERVAL_S = 0.5
"""A run waits for the health of its hosts: probes for a host's whole life, often half a minute apart, come at
least so often.

Source: Docker Engine API 1.41, HealthConfig: an empty test inherits the image's.
"""


def container_body(
    host: HostPlan, *, labels: dict[str, str], subnet: str | None, readiness: Readiness
) -> dict[str, Any]:
    """The body of the create call for a private host.

    Args:
        host: What is to be made.
        labels: The run's labels; the host's own are added.
        subnet: The run's network, or ``None`` when the host is on another one only.
        readiness: What will tell that it is ready; a health check that nobody asks is left out.
    """
    machine = host.machine
    environment = {**OBSERVED, **(GATED if readiness == "gate" else {}), **machine.environment}
    body: dict[str, Any] = {
        "Image": machine.image,
        "Hostname": machine.hostname,
        "Env": [f"{name}={text}" for name, text in environment.items()],
        "Labels": {**labels, **host.labels},
        "OpenStdin": host.role == "client",
        "StdinOnce": host.role == "client",
        "AttachStdin": host.role == "client",
        "AttachStdout": True,
        "AttachStderr": True,
        "Volumes": {path: {} for path in machine.volumes},
        "HostConfig": _host_config(machine, host.networks) | _dns(subnet),
        "NetworkingConfig": {"EndpointsConfig": _endpoint(host, subnet)},
    }
    optional = {
        "Cmd": None if machine.command is None else list(machine.command),
        "Entrypoint": None if machine.entrypoint is None else list(machine.entrypoint),
        "User": machine.user,
        "WorkingDir": machine.working_dir,
        "StopSignal": machine.stop_signal,
        "Healthcheck": _healthcheck(machine.healthcheck, readiness),
    }
    return body | {name: value for name, value in optional.items() if value is not None}


def _host_config(machine: Machine, networks: tuple[str, ...]) -> dict[str, Any]:
    config: dict[str, Any] = {
        "NetworkMode": networks[0] if networks else "none",
        "ReadonlyRootfs": machine.read_only,
        "Tmpfs": dict(_path_and_options(entry) for entry in machine.tmpfs),
        "CapAdd": list(machine.cap_add),
        "CapDrop": list(machine.cap_drop),
        "SecurityOpt": list(machine.security_opt),
        "Sysctls": machine.sysctls,
        "Ulimits": [_ulimit(name, limit) for name, limit in machine.ulimits.items()],
        "Memory": machine.mem_limit_bytes,
        "PidsLimit": machine.pids_limit,
        "NanoCpus": None if machine.cpus is None else int(machine.cpus * _NANO),
        "Init": machine.init,
    }
    return {name: value for name, value in config.items() if value}


def _dns(subnet: str | None) -> dict[str, Any]:
    return {} if subnet is None else {"DnsOptions": CLOSED_NETWORK_DNS}


def _endpoint(host: HostPlan, subnet: str | None) -> dict[str, Any]:
    if not host.networks:
        return {}
    if subnet is None:
        return {host.networks[0]: {}}
    address = address_in(subnet, host.address_number)
    return {host.networks[0]: {"IPAMConfig": {"IPv4Address": address}, "Aliases": list(host.aliases)}}


def _path_and_options(entry: str) -> tuple[str, str]:
    path, _, options = entry.partition(":")
    return path, options


def _ulimit(name: str, limit: int | Ulimit) -> dict[str, Any]:
    soft, hard = (limit, limit) if isinstance(limit, int) else (limit.soft, limit.hard)
    return {"Name": name, "Soft": soft, "Hard": hard}


def _healthcheck(healthcheck: Healthcheck | None, readiness: Readiness) -> dict[str, Any] | None:
    """Nobody asks for the health of a host that tells by itself when it is ready: spare it the probes."""
    if readiness != "health" or (healthcheck is not None and healthcheck.disable):
        return {"Test": ["NONE"]}
    if healthcheck is None:
        return {"Interval": int(PROBE_INTERVAL_S * _NANO)}  # the image's own test, asked more often
    times = {
        "Interval": min(healthcheck.interval or PROBE_INTERVAL_S, PROBE_INTERVAL_S),
        "Timeout": healthcheck.timeout,
        "StartPeriod": healthcheck.start_period,
    }
    body: dict[str, Any] = {name: int(value * _NANO) for name, value in times.items() if value is not None}
    if healthcheck.test:
        body["Test"] = list(healthcheck.test)
    return body | ({"Retries": healthcheck.retries} if healthcheck.retries else {})
