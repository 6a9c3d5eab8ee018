"""Limits of hosts in memory: taken note of, and given back as they were."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from types import MappingProxyType

from typing_extensions import override

from socketlab.errors import LabError
from socketlab.hosts.model import HostPlan
from socketlab.runtimes.capabilities import DescriptorsLimited, Limits, LimitsHosts
from socketlab.runtimes.fake.runtime import FakeRuntime

NO_LIMITS = Limits(cpus=0, memory_bytes=0, pids=0)

DESCRIPTORS = 1024
"""How many descriptors a fake host's one process may have."""


class LimitVerbs(FakeRuntime, LimitsHosts):
    """Hosts with limits that nothing keeps to."""

    @override
    def limit(self, host: HostPlan, limits: Limits) -> Limits:
        self._do("limit", host.name)
        machine = host.machine
        planned = Limits(
            cpus=machine.cpus or 0,
            memory_bytes=machine.mem_limit_bytes or 0,
            pids=max(0, machine.pids_limit or 0),
        )
        before = self.limits.get(host.name, planned)
        given = {each.name: getattr(limits, each.name) for each in fields(limits)}
        changed = {name: value for name, value in given.items() if value is not None}
        self.limits = {**self.limits, host.name: replace(before, **changed)}
        return before

    @override
    def limit_descriptors(self, host: HostPlan, number: int, *, key: str) -> DescriptorsLimited:
        self._do("limit_descriptors", host.name)
        inside = self.hosts[host.name]
        if inside.ended.is_set():
            raise LabError(f'"{host.name}" is not running')
        self.descriptors = {**self.descriptors, (host.name, key): number}
        return DescriptorsLimited(processes=1, before=(DESCRIPTORS, DESCRIPTORS))

    @override
    def restore_descriptors(self, host: HostPlan, *, key: str) -> int:
        self._do("restore_descriptors", host.name)
        left = {place: number for place, number in self.descriptors.items() if place != (host.name, key)}
        restored = len(self.descriptors) - len(left)
        self.descriptors = left
        return restored

    limits: Mapping[str, Limits] = MappingProxyType({})
    """The limits of each host that had one changed."""

    descriptors: Mapping[tuple[str, str], int] = MappingProxyType({})
    """The limit of descriptors by host and occasion, where it is changed."""
