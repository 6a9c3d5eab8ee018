"""Which checks a run will be judged by, and what has to be looked at for them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from socketlab.hosts.model import ClientPlan, HostPlan
from socketlab.language.units import format_duration
from socketlab.language.variables import finish
from socketlab.plan.model import CheckPlan, ObservationPlan
from socketlab.spec.check_files import File, SameFile
from socketlab.spec.check_hosts import Counter, Descriptors, Processes, Threads, Zombies
from socketlab.spec.check_times import ClientTime, FleetTime, StartSkew, WaitingTime
from socketlab.spec.checks import CheckSpec, Echo, ExitStatus, Interleaving, Log, Output, TimelinePlayed
from socketlab.spec.scenario import ScenarioSpec

IMPLIED = "implied"


def plan_checks(spec: ScenarioSpec, places: tuple[str, ...]) -> tuple[CheckPlan, ...]:
    """The written checks, then those that every run implies.

    A fleet's clients must exit 0 unless the scenario says otherwise, and hosts must stay up.
    """
    written = [
        (finish(item.name, {}) if item.name else describe(item.spec), place, item.spec)
        for item, place in zip(spec.checks, places, strict=True)
    ]
    asked = {check.fleet for _, _, check in written if isinstance(check, ExitStatus)}
    implied = [ExitStatus(fleet=name) for name in spec.fleets if name not in asked]
    everything: list[tuple[str, str, CheckSpec | None]] = [
        *written,
        *((describe(check), IMPLIED, check) for check in implied),
        ("hosts stay up", IMPLIED, None),
        *([(describe(TimelinePlayed()), IMPLIED, TimelinePlayed())] if spec.timeline else []),
    ]
    return tuple(
        CheckPlan(number=number, name=name, place=place, spec=check)
        for number, (name, place, check) in enumerate(everything, start=1)
    )


def plan_observations(
    spec: ScenarioSpec, hosts: tuple[HostPlan, ...], clients: tuple[ClientPlan, ...]
) -> tuple[ObservationPlan, ...]:
    """What the checks need looked at, each once, in the order of time.

    An original that the run itself puts on a host needs no second look: its digest is known.
    """
    placed = {(host.name, file.path) for host in hosts for file in host.files}
    wanted = dict.fromkeys(look for item in spec.checks for look in _looks(item.spec, clients, placed))
    return tuple(sorted(wanted, key=_moment))


def _looks(
    check: CheckSpec, clients: tuple[ClientPlan, ...], placed: set[tuple[str, str]]
) -> Iterator[ObservationPlan]:
    """What one check needs looked at."""
    match check:
        case Processes() | Threads() | Zombies() | Descriptors():
            yield ObservationPlan(kind="processes", host=check.host, at=check.at)
        case Counter():
            yield ObservationPlan(kind="counters", host=check.host, at="start")
            yield ObservationPlan(kind="counters", host=check.host, at=check.at)
        case File(host=str(host)):
            yield ObservationPlan(kind="file", host=host, at="end", path=finish(check.path, {}))
        case SameFile():
            for client in clients:
                path = finish(check.source, client.variables)
                if client.fleet == check.fleet and (check.host, path) not in placed:
                    yield ObservationPlan(kind="file", host=check.host, at="end", path=path)


def _moment(observation: ObservationPlan) -> float:
    match observation.at:
        case "start":
            return -1.0
        case "end":
            return float("inf")
        case seconds:
            return seconds


def describe(check: CheckSpec) -> str:  # noqa: C901, PLR0911, PLR0912 - one line per kind
    """A check's name where its author gave none."""
    match check:
        case ExitStatus():
            return f"every one of {check.fleet} exits {check.is_}"
        case Output():
            return f"{check.fleet} print {check.matches or check.contains}"
        case Log():
            return f"{check.host} prints {check.matches or check.contains}"
        case ClientTime():
            return f"each of {check.fleet} takes {check.wording}"
        case FleetTime():
            return f"all of {check.fleet} take {check.wording}"
        case StartSkew():
            return f"{check.fleet} start {check.wording} apart"
        case Echo():
            return f"each of {check.fleet} gets its own bytes back"
        case Processes():
            return f"{check.count.of('process', 'processes')} on {check.host} {_when(check.at)}"
        case TimelinePlayed():
            return "every step of the timeline comes"
        case Threads():
            return f"{check.count.of('thread', 'threads')} on {check.host} {_when(check.at)}"
        case Zombies():
            return f"{check.count.of('zombie', 'zombies')} on {check.host} {_when(check.at)}"
        case Descriptors():
            return f"{check.count.of('descriptor', 'descriptors')} open on {check.host} {_when(check.at)}"
        case Counter():
            return f"{check.name} of {check.host} has grown by {check.count} {_when(check.at)}"
        case WaitingTime():
            return f"{check.of} of {check.fleet} waits {check.wording}"
        case Interleaving():
            return f"{check.count.of('conversation', 'conversations')} of {check.host} interleaved"
        case File():
            whose = check.fleet or check.host
            return f"{check.path} of {whose} is {'there' if check.exists else 'not there'}"
        case SameFile():
            return f"{check.fleet} end up with the bytes of {check.source}"
        case _:
            assert_never(check)


def _when(moment: str | float) -> str:
    return f"at the {moment}" if isinstance(moment, str) else f"at {format_duration(moment)}"
