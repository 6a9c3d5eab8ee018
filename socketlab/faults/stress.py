"""A host that runs short: of processors, memory, processes, descriptors, or room in a folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from itertools import product
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from socketlab.errors import LabError
from socketlab.faults.api import HostFault, Strike
from socketlab.faults.shortages import BusyProcessors, FewDescriptors, FullFolder, HostLimits, Part
from socketlab.hosts.limits import MemoryLimit, Processors
from socketlab.hosts.model import HostPlan
from socketlab.hosts.texts import Folder
from socketlab.language.units import Duration, Whole
from socketlab.runtimes.capabilities import Executes, Limits, LimitsHosts


class Stress(HostFault):
    """Takes processors, memory, processes, descriptors or room away from a host, and gives them back.

    Limits are those of the whole host, for hosts of any image; a new limit may also be above the old one. On
    Linux with version 1 of cgroups, memory cannot be limited to less than is in use. A host that is ended by
    lack of memory has failed. Two of these faults on one host at the same time must change different things.
    A limit of processes also holds for commands that checks and other faults run on the host. ``load`` needs
    sh and grep on the host, ``fill`` needs dd and rm; without them the run is inconclusive.

    Args:
        host: Which hosts and clients.
        cpus: Processors that it may use, such as ``0.1``.
        memory: Memory that it may use, such as ``64m``, without swap; at least ``6m``.
        pids: Processes and threads that it may have.
        descriptors: Descriptors that each of its processes may have open, at most the hard limit; children
            inherit the limit.
        load: This many processes keep a processor each busy, within the limit of the host.
        fill: A folder of the host's ``tmpfs`` with a size of 1g or less, or ``/dev/shm``: one file fills it.
        for: For how long; to the end of the run by default.
    """

    summary: ClassVar = "takes processors, memory, processes, descriptors or room away from a host"
    example: ClassVar = "at: 300ms\nstress: {host: server, cpus: 0.1, for: 500ms}"
    needs: ClassVar = (LimitsHosts, Executes)
    ends_with_host: ClassVar = False  # one without processors could not end by its stop signal

    kind: Literal["stress"] = "stress"
    cpus: Processors | None = None
    memory: Annotated[MemoryLimit, Field(gt=0)] | None = None
    pids: Annotated[Whole, Field(ge=1, le=2**22)] | None = None
    descriptors: Annotated[Whole, Field(ge=1, le=2**20)] | None = None
    load: Annotated[Whole, Field(ge=1, le=64)] | None = None
    fill: Folder | None = None
    lasts: Duration | None = Field(default=None, alias="for")

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not list(self._parts()):
            raise ValueError("needs one of cpus, memory, pids, descriptors, load and fill")
        return self

    @property
    def lasts_s(self) -> float | None:
        """Seconds until the host has everything again."""
        return self.lasts

    def prepare(self, host: HostPlan) -> HostPlan:
        """The host as it is, once it is certain that filling its folder fills nothing else.

        Raises:
            InvalidInput: when the folder is not in memory, or is not limited.
        """
        if self.fill is not None:
            FullFolder(self.fill).require_size(host)
        return host

    def apply(self, strike: Strike) -> str:
        """Take it away; if a part of it cannot be, all of it is given back."""
        begun: list[tuple[Part, HostPlan]] = []
        texts = []
        try:
            for host in map(self.prepare, strike.hosts):
                for part in self._parts():
                    begun.append((part, host))
                    texts.append(part.begin(strike, host))
        except BaseException:
            for part, host in reversed(begun):
                with suppress(LabError):
                    part.end(strike, host)
            raise
        return ", ".join(texts)

    def undo(self, strike: Strike) -> str:
        """Give it back: the limits first, so that the rest has room to be undone."""
        texts, troubles = [], []
        for host, part in product(strike.hosts, reversed(list(self._parts()))):
            try:
                texts.append(part.end(strike, host))
            except LabError as error:
                troubles.append(error)
        if troubles:
            raise troubles[0]
        return ", ".join(texts)

    def _parts(self) -> Iterator[Part]:
        """What is to be done, in order."""
        if self.fill is not None:
            yield FullFolder(self.fill)
        if self.load is not None:
            yield BusyProcessors(self.load)
        if self.descriptors is not None:
            yield FewDescriptors(self.descriptors)
        limits = Limits(cpus=self.cpus, memory_bytes=self.memory, pids=self.pids)
        if limits != Limits():
            yield HostLimits(limits)
