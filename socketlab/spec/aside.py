"""The keys of a compose service that a run sets aside, with a note where a program could see it, or refuses.

Source: the Compose Specification, "Services top-level element" and "Compose Deploy Specification".
"""

from __future__ import annotations

import platform
from collections.abc import Iterator, Mapping
from typing import Any

from socketlab.compose.requirements import required_otherwise
from socketlab.language.wording import WrongPart, cut

SET_ASIDE = frozenset(
    {
        "annotations",
        "attach",
        "cgroup",
        "cgroup_parent",
        "develop",
        "pull_policy",
        "pull_refresh_after",
        "label_file",
        "isolation",
        "cpu_count",
        "cpu_percent",
        "mac_address",
        "oom_kill_disable",
        "storage_opt",
        "runtime",
        "blkio_config",
        "mem_swappiness",
        "cpu_rt_period",
        "cpu_rt_runtime",
    }
)
"""Accepted and set aside; the table of Compose's keys has what to say of each."""

REFUSED: dict[str, str] = {
    "devices": "a host of a run has no devices of this machine (leave it out)",
    "device_cgroup_rules": "a host of a run has no devices of this machine (leave it out)",
    "gpus": "a host of a run has no devices of this machine (leave it out)",
    "credential_spec": "it belongs to Windows (leave it out)",
    "external_links": "a run reaches nothing outside (name the service in hosts)",
    "post_start": "commands around a start are not played (write a step of the timeline)",
    "pre_stop": "commands around a stop are not played (write a step of the timeline)",
    "provider": "a run starts containers only (name a service with an image)",
    "volumes_from": "volumes of other services are not taken over (name the volume in both)",
    "userns_mode": "a host of a run has the engine's own user names (leave it out)",
    "models": "a run has no models (leave it out)",
    "use_api_socket": "a host of a run does not get the engine's socket (leave it out)",
}

_OWN_SPACE = {
    "ipc": ("private", "shareable", "none"),
    "pid": ("private",),
    "uts": ("private",),
}
"""Namespaces, with the values that make no difference to one host alone."""

_PERIOD_US = 100_000

_OF_DEPLOY = {"cpus": "cpus", "memory": "mem_limit", "pids": "pids_limit"}


def without_asides(service: dict[str, Any]) -> dict[str, Any]:
    """A service as written, without what is set aside; limits of ``deploy`` are the service's own.

    Raises:
        WrongPart: when it has a key that is refused.
    """
    kept = {
        key: value for key, value in service.items() if key not in SET_ASIDE and not str(key).startswith("x-")
    }
    for key in REFUSED.keys() & kept.keys():
        if kept[key]:
            raise WrongPart(f'"{key}" is not possible: {REFUSED[key]}', key)
        del kept[key]
    for key, values in _OWN_SPACE.items():
        value = kept.pop(key, None) or values[0]
        if value not in values:
            raise WrongPart(f'"{cut(str(value))}" is not possible: each host of a run is alone', key)
    _require_own_platform(kept.pop("platform", None))
    return {**_share(kept), **_limits(kept.pop("deploy", None)), **kept, **_needed(kept)}


def _needed(kept: Mapping[str, Any]) -> dict[str, Any]:
    """What it depends on, together with the services that it links to and the one whose network it shares.

    Source: compose-go v2, ``types/types.go``, ``GetDependencies``.
    """
    others = required_otherwise(kept.get("links"), kept.get("network_mode"))
    needed = kept.get("depends_on") or {}
    if isinstance(needed, list):
        needed = {name: {} for name in needed if isinstance(name, str)}
    if not others or not isinstance(needed, dict):
        return {}
    return {"depends_on": {**{name: {} for name in others}, **needed}}


def notes_about(name: str, service: Mapping[str, Any]) -> Iterator[str]:
    """What the user should know of values that are set aside, beside what the table of keys says."""
    deploy = service.get("deploy")
    copies = deploy.get("replicas") if isinstance(deploy, dict) else None
    if copies not in (None, 1, "1"):
        yield f'{cut(str(copies))} copies of service "{name}" are set aside: the scenario says how many run'
    if any(_writable(mount) for mount in service.get("volumes") or ()):
        yield f'service "{name}" writes into a copy of what it mounts: your own files stay as they are'


def _writable(mount: Any) -> bool:
    if isinstance(mount, str):
        source, _, rest = mount.partition(":")
        bound = source.startswith((".", "/", "~")) and bool(rest)
        return bound and "ro" not in rest.rpartition(":")[2].split(",")
    return isinstance(mount, dict) and mount.get("type") == "bind" and not mount.get("read_only")


def _require_own_platform(wanted: Any) -> None:
    own = {"x86_64": "amd64", "aarch64": "arm64"}.get(platform.machine(), platform.machine())
    if wanted and str(wanted).split("/")[:2] != ["linux", own]:
        raise WrongPart(f'"{cut(str(wanted))}" is not this machine\'s platform (linux/{own})', "platform")


def _share(kept: dict[str, Any]) -> dict[str, Any]:
    """The processors that a quota of time is; both its keys are taken out.

    Source: Linux kernel, Documentation/scheduler/sched-bwc.rst: a period is 100 ms by default.
    """
    quota, period = kept.pop("cpu_quota", None), kept.pop("cpu_period", None) or _PERIOD_US
    if not quota:
        return {}
    try:
        return {"cpus": float(quota) / float(period)}
    except (TypeError, ValueError, ZeroDivisionError) as error:
        raise WrongPart("must be a number of microseconds in each period", "cpu_quota") from error


def _limits(deploy: Any) -> dict[str, Any]:
    """The limits that ``deploy.resources`` has, as settings of the service."""
    resources = deploy.get("resources") if isinstance(deploy, dict) else None
    if not isinstance(resources, dict):
        return {}
    limits, kept = (resources.get(key) or {} for key in ("limits", "reservations"))
    if not isinstance(limits, dict) or not isinstance(kept, dict):
        raise WrongPart("resources must have mappings of limits and reservations", "deploy")
    if kept.get("devices"):
        raise WrongPart(f"devices are not possible: {REFUSED['devices']}", "deploy")
    found = {own: limits[key] for key, own in _OF_DEPLOY.items() if limits.get(key) is not None}
    return {**found, **({"mem_reservation": kept["memory"]} if kept.get("memory") else {})}
