"""Limits of containers that run: by the engine for a whole container, and of descriptors process by process.

The engine changes processors, memory and processes of a container that runs, whatever its image. It cannot
change what one process may have: a container beside the host does that, in its process namespace and without
any capability.

Source: Docker Engine API 1.41, "Update a container".
"""

from __future__ import annotations

import json
import re
from abc import abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docker.errors import APIError
from typing_extensions import override

from socketlab.errors import LabError
from socketlab.hosts.model import HostPlan
from socketlab.runtimes.api import RunTicket
from socketlab.runtimes.capabilities import DescriptorsLimited, Limits, LimitsHosts
from socketlab.runtimes.docker.engine import Gone, translated
from socketlab.runtimes.docker.probing import image_with_python

_NANO = 1_000_000_000
_PERIOD = 100_000

_NO_MEMORY_LIMIT = 2**63 - 4096
"""The kernel's own word for no limit: the engine takes none of its words for it in an update.

Source: Linux, ``mm/page_counter.c``, ``PAGE_COUNTER_MAX``; tried with engine 20.10 and cgroup v1: it
refuses -1 and ignores 0.
"""

_PROGRAM = Path(__file__).with_name("descriptors.py")
_NOTES = "/run/limits-{owner}"


@dataclass(frozen=True, slots=True)
class Limited:
    """A container whose limits are changed.

    Args:
        api: The engine's client.
        container: Its name.
        ticket: The run that it belongs to.
    """

    api: Any
    container: str
    ticket: RunTicket


class LimitVerbs(LimitsHosts):
    """The verbs that change limits."""

    @abstractmethod
    def limited(self, host: HostPlan) -> Limited:
        """The container of a private host."""

    @override
    def limit(self, host: HostPlan, limits: Limits) -> Limits:
        target = self.limited(host)
        with translated(f'change the limits of "{host.name}"'), _explained(host):
            seen = target.api.inspect_container(target.container)["HostConfig"]
            body = _update(limits, seen, planned_bytes=host.machine.mem_limit_bytes)
            if body.get("Memory") == _NO_MEMORY_LIMIT:
                body["MemorySwap"] = _no_swap_limit(target.api)
            target.api.change_container(target.container, body)
        return _limits(seen)

    @override
    def limit_descriptors(self, host: HostPlan, number: int, *, key: str) -> DescriptorsLimited:
        target, beside = self.limited(host), f"{self.limited(host).container}_limits{key}"
        with translated(f'limit the descriptors of "{host.name}"'):
            target.api.create_container_from_config(_beside(target), beside)
            try:
                target.api.start(beside)
                owners = _said(target.api, beside, "0", "owners")["owners"]
                before = [
                    soft
                    for owner in owners
                    for soft in _said(
                        target.api, beside, owner, "limit", str(number), _NOTES.format(owner=owner)
                    )["before"]
                ]
            except BaseException:
                target.api.remove_container(beside, force=True, v=True)
                raise
        if not before:
            self.restore_descriptors(host, key=key)
            raise LabError(f'every process of "{host.name}" has that limit of descriptors already')
        return DescriptorsLimited(processes=len(before), before=(min(before), max(before)))

    @override
    def restore_descriptors(self, host: HostPlan, *, key: str) -> int:
        target, beside = self.limited(host), f"{self.limited(host).container}_limits{key}"
        restored = 0
        try:
            with translated(f'restore the descriptors of "{host.name}"'):
                if not target.api.inspect_container(beside)["State"]["Running"]:
                    return 0
                for owner in _said(target.api, beside, "0", "owners")["owners"]:
                    notes = _NOTES.format(owner=owner)
                    restored += _said(target.api, beside, owner, "restore", notes)["restored"]
                target.api.remove_container(beside, force=True, v=True)
        except Gone:  # it has ended with its host
            return 0
        return restored


@contextmanager
def _explained(host: HostPlan) -> Iterator[None]:
    """Say what runc means where less memory was asked for than is in use."""
    try:
        yield
    except APIError as error:
        in_use = re.search(r"unable to set memory limit to .*current usage: (\d+)", str(error.explanation))
        if in_use is None:
            raise
        raise LabError(
            f'cannot limit the memory of "{host.name}" to less than the {in_use[1]} bytes that are in use',
            hint="give it more memory, or limit it before it uses so much",
        ) from error


def _update(limits: Limits, seen: dict[str, Any], *, planned_bytes: int | None) -> dict[str, Any]:
    """The body of the update call.

    A container made with a number of processors keeps that form, and all others get a quota: the engine
    refuses to mix them. With a memory limit of its own a container has as much swap again, as the engine
    decides when it is made; a limit of the fault leaves no swap.
    """
    body: dict[str, Any] = {}
    if limits.cpus is not None and seen.get("NanoCpus"):
        body["NanoCpus"] = int(limits.cpus * _NANO)
    elif limits.cpus is not None:
        body |= {"CpuPeriod": _PERIOD, "CpuQuota": int(limits.cpus * _PERIOD) or -1}
    if limits.memory_bytes is not None:
        memory = limits.memory_bytes or _NO_MEMORY_LIMIT
        body |= {"Memory": memory, "MemorySwap": memory * (2 if memory == planned_bytes else 1)}
    if limits.pids is not None:
        body["PidsLimit"] = limits.pids or -1
    return body


def _no_swap_limit(api: Any) -> int:
    """Version 1 of cgroups counts memory and swap together, and refuses -1 after a number."""
    return -1 if str(api.info().get("CgroupVersion", "1")) == "2" else _NO_MEMORY_LIMIT


def _limits(seen: dict[str, Any]) -> Limits:
    """The limits that the engine has for a container."""
    quota, period = seen.get("CpuQuota") or 0, seen.get("CpuPeriod") or _PERIOD
    memory = seen.get("Memory") or 0
    return Limits(
        cpus=(seen.get("NanoCpus") or 0) / _NANO or max(0, quota) / period,
        memory_bytes=0 if memory >= _NO_MEMORY_LIMIT else memory,
        pids=max(0, seen.get("PidsLimit") or 0),
    )


def _beside(target: Limited) -> dict[str, Any]:
    """The container beside a host; it ends with the host, and is removed then."""
    return {
        "Image": image_with_python(target.api, "change limits of descriptors from"),
        "Entrypoint": ["sleep"],
        "Cmd": [str(int(target.ticket.lifetime_s))],
        "User": "0",
        "Labels": dict(target.ticket.labels),
        "Healthcheck": {"Test": ["NONE"]},
        "HostConfig": {
            "AutoRemove": True,
            "CapDrop": ["ALL"],
            "NetworkMode": "none",
            "PidMode": f"container:{target.container}",
            "ReadonlyRootfs": True,
            "SecurityOpt": ["no-new-privileges"],
            "Tmpfs": {"/run": "size=1m,mode=1777"},
        },
    }


def _said(api: Any, beside: str, owner: str, *arguments: str) -> dict[str, Any]:
    """What the program says, run as a user."""
    command = ["python3", "-c", _PROGRAM.read_text(encoding="utf-8"), *arguments]
    execution = api.exec_create(beside, command, user=owner)["Id"]
    output = api.exec_start(execution).decode(errors="replace")
    try:
        said: dict[str, Any] = json.loads(output)
    except ValueError as error:
        raise LabError(f"cannot change limits of descriptors: {output.strip()[-200:]}") from error
    return said
