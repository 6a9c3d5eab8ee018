"""Which checks a run is judged by, and what must be observed for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from socketlab.checks import AnyCheck
from socketlab.checks.exit_status import ExitStatus
from socketlab.checks.hosts_up import HostsUp
from socketlab.checks.timeline_played import TimelinePlayed
from socketlab.language.units import format_duration
from socketlab.language.variables import finish, values_in_words
from socketlab.plan.model import CheckPlan
from socketlab.record.observations import Observation, Participants
from socketlab.spec.checks import CheckItem
from socketlab.spec.scenario import ScenarioSpec

IMPLIED = "implied"


def plan_checks(
    spec: ScenarioSpec, places: tuple[str, ...], variables: Mapping[str, str]
) -> tuple[CheckPlan, ...]:
    """The written checks, then those that every run implies.

    A fleet's clients must exit 0 unless the scenario says otherwise, and hosts must stay up.

    Args:
        spec: The scenario.
        places: Where each of its checks is written.
        variables: Values of ``${...}`` for the whole run.
    """
    written = [
        _plan_check(number, item, place, _values(spec, item.spec, variables))
        for number, (item, place) in enumerate(zip(spec.checks, places, strict=True), start=1)
    ]
    asked = {check.spec.fleet for check in written if isinstance(check.spec, ExitStatus)}
    implied: list[AnyCheck] = [ExitStatus(fleet=name) for name in spec.fleets if name not in asked]
    implied += [HostsUp()] if spec.hosts else []
    implied += [TimelinePlayed()] if spec.timeline else []
    for number, check in enumerate(implied, start=len(written) + 1):
        title = finish(check.title, _values(spec, check, variables))
        written.append(CheckPlan(number=number, place=IMPLIED, spec=check, name=title))
    return tuple(written)


def _plan_check(number: int, item: CheckItem, place: str, values: Mapping[str, str]) -> CheckPlan:
    during = finish(item.during, values) if item.during else ""
    title = finish(item.spec.title, values)
    title += f" during {during}" if during else ""
    within_s = item.eventually.within if item.eventually else 0.0
    title += f", or within {format_duration(within_s)} after" if within_s else ""
    return CheckPlan(
        number=number,
        place=place,
        spec=item.spec,
        name=finish(item.name, values) if item.name else title,
        title=title if item.name else "",
        level=item.level,
        during=during,
        within_s=within_s,
    )


def _values(spec: ScenarioSpec, check: AnyCheck, variables: Mapping[str, str]) -> dict[str, str]:
    fleet = getattr(check, "fleet", None) or ""
    return values_in_words(variables, fleet=fleet, count=spec.fleets[fleet].count if fleet else 0)


def plan_observations(
    spec: ScenarioSpec, participants: Participants, files: Iterable[Observation] = ()
) -> tuple[Observation, ...]:
    """What the checks need observed, each once, in the order of time; what changes its host comes last.

    Args:
        spec: The scenario.
        participants: Its hosts and clients.
        files: Those of clients that the runtime reads.
    """
    asked = (check for item in spec.checks for check in item.asked)
    looks = (observation for check in asked for observation in check.looks(participants))
    wanted = dict.fromkeys((*looks, *files))
    return tuple(sorted(wanted, key=lambda each: (_moment(each), each.is_active, each.kind == "stop")))


def _moment(observation: Observation) -> float:
    match observation.at:
        case "start":
            return -1.0
        case "end":
            return float("inf")
        case seconds:
            return seconds
