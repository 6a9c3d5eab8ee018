"""The clients of a run, each on a host of its own: the lab's warm clients where they can be borrowed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from socketlab.errors import InvalidInput
from socketlab.hosts.model import ClientPlan, HostPlan, Placement, StandingHost
from socketlab.hosts.settings import SETTINGS, changed_by
from socketlab.language.selectors import client_name
from socketlab.language.variables import finish
from socketlab.language.wording import cut
from socketlab.plan.context import Context
from socketlab.plan.files import folders_of, plan_files
from socketlab.plan.gates import behind_added_gate, gate_obstacle
from socketlab.plan.timeline import prepared, strikes
from socketlab.record.observations import Observation
from socketlab.spec.scenario import FleetSpec

WARM_CLIENT_SERVICE = "client"
"""The service whose standing hosts are the lab's warm clients."""


def plan_clients(context: Context) -> tuple[tuple[ClientPlan, ...], list[str]]:
    """Every fleet's clients, in the order of their release.

    A fleet borrows the lab's warm clients where all of it fits on them and they reach every host.

    Returns:
        The clients, and a note for each fleet that could not borrow or has no gate.
    """
    clients: list[ClientPlan] = []
    notes: list[str] = []
    idle = _idle_warm_clients(context)
    first_number = 2 + len(context.spec.hosts)
    for name, fleet in context.spec.fleets.items():
        obstacle = _obstacle(fleet, len(idle), struck=strikes(context.timeline, name, fleet.count))
        borrowed, idle = (idle[: fleet.count], idle[fleet.count :]) if not obstacle else ([], idle)
        if obstacle and context.surroundings.standing and not context.own_network:
            notes.append(f'fleet "{name}" gets hosts of its own: {obstacle}')
        for index in range(1, fleet.count + 1):
            warm = borrowed[index - 1] if borrowed else None
            host = _host(context, name, index, warm)
            numbered = replace(host, address_number=first_number + len(clients))
            clients.append(_client(context, name, index, _with_gate(context, numbered)))
        notes += _without_gate(context, name, clients[-1].host)
    return tuple(sorted(clients, key=lambda client: client.release_s)), notes


def _idle_warm_clients(context: Context) -> list[StandingHost]:
    """The lab's warm clients, where every host of the scenario can be reached from them."""
    if context.own_network:
        return []
    idle = [host for host in context.surroundings.standing if host.service == WARM_CLIENT_SERVICE]
    return sorted(idle, key=lambda host: host.number)


def _obstacle(fleet: FleetSpec, idle: int, *, struck: bool) -> str:
    """Why a fleet cannot borrow the lab's warm clients; empty where it can."""
    if fleet.service != WARM_CLIENT_SERVICE:
        return f'the lab\'s warm clients run "{WARM_CLIENT_SERVICE}"'
    if any(not SETTINGS[name].of_job for name in changed_by(fleet)):
        return "it changes more than command and environment"
    if struck:
        return "the timeline strikes it"
    if fleet.files:
        return "it has files"
    if fleet.count > idle:
        return f"{fleet.count} clients, {idle} idle warm clients"
    return ""


def _host(context: Context, fleet_name: str, index: int, warm: StandingHost | None) -> HostPlan:
    fleet = context.spec.fleets[fleet_name]
    name = client_name(fleet_name, index)
    variables = context.variables(fleet=fleet_name, index=index, count=fleet.count)
    files = plan_files(fleet.files, sources=context.scenario.sources, variables=variables, seed=context.seed)
    machine = context.machine(fleet.service, name, fleet, variables)
    host = HostPlan(
        name=name,
        role="client",
        service=fleet.service,
        placement=Placement.WARM_CLIENT if warm else Placement.PRIVATE,
        machine=replace(machine, volumes=folders_of(files, machine)),
        aliases=(name,),
        networks=context.networks_of(machine),
        shares=context.shared(machine),
        standing=warm,
        files=files,
        labels=context.labels(name, "client", fleet.service),
        after=context.after(fleet.service),
    )
    keeping = replace(host, keeps_journal=context.keeps_journal(host))
    return prepared(keeping, context.timeline, context.scenario.source)


def _with_gate(context: Context, host: HostPlan) -> HostPlan:
    """The client behind its image's gate; without one behind the runtime's, where it can have that."""
    if context.readiness(host).gated:
        return replace(host, gated=True)
    if gate_obstacle(host, context.surroundings.no_gate) == "":
        return behind_added_gate(host, context.image(host))
    return host


def _without_gate(context: Context, fleet: str, host: HostPlan) -> list[str]:
    """A note, where a fleet could have a gate and has none."""
    reason = None if host.gated else gate_obstacle(host, context.surroundings.no_gate)
    note = f'the clients of "{fleet}" have no gate and start one after the other: {reason}'
    return [note] if reason else []


def observed_files(context: Context, clients: tuple[ClientPlan, ...]) -> Iterator[Observation]:
    """Where no gate of its image digests a client's files, the runtime reads them when it has ended.

    Raises:
        InvalidInput: when one is in a folder in memory, which is gone by then.
    """
    for client in clients:
        image = context.image(client.host)
        folder = f"/{client.host.machine.working_dir or image.working_dir}".strip("/")
        for name in () if client.host.gated and not client.host.gate_added else client.collect:
            path = name if name.startswith("/") else f"/{folder}/{name}".replace("//", "/")
            _require_kept(client.host, path, context.scenario.source)
            yield Observation(kind="file", host=client.host.name, at="end", path=path, name=name)


def _require_kept(host: HostPlan, path: str, source: str) -> None:
    """Refuse a file that is gone when its client has ended."""
    folders = (entry.partition(":")[0].rstrip("/") for entry in host.machine.tmpfs)
    folder = next((each for each in folders if path.startswith(f"{each}/")), None)
    if folder is not None:
        reason = f'"{cut(folder)}" is in memory, and gone when the client has ended'
        raise InvalidInput(
            f'"{cut(path)}" of "{host.name}" cannot be read: {reason}',
            hint="let the client write it to another folder",
            source=source,
        )


def _client(context: Context, fleet_name: str, index: int, host: HostPlan) -> ClientPlan:
    fleet = context.spec.fleets[fleet_name]
    variables = context.variables(fleet=fleet_name, index=index, count=fleet.count)
    files = [file for item in context.spec.checks for file in item.spec.collects(fleet_name)]
    return ClientPlan(
        host=host,
        fleet=fleet_name,
        index=index,
        release_s=fleet.release_s(index),
        stdin=None if fleet.stdin is None else finish(fleet.stdin, variables),
        collect=tuple(dict.fromkeys(finish(file, variables) for file in files)),
        variables=variables,
    )
