"""What cannot be played on a runtime, refused before anything starts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from socketlab.errors import ImageMissing, InvalidFile, InvalidInput, Problem
from socketlab.hosts.model import HostPlan, Placement, Surroundings
from socketlab.hosts.settings import changed_by, given_in
from socketlab.language.wording import cut
from socketlab.plan.capabilities import missing_capabilities
from socketlab.plan.model import CheckPlan, StepPlan
from socketlab.record.observations import Observation, Participants
from socketlab.spec.load import Scenario

_OWN = "socketlab/"
"""The images that are built by `socketlab lab build`, whatever a compose file says of them."""


def require_capabilities(
    scenario: Scenario,
    surroundings: Surroundings,
    *,
    observations: Iterable[Observation],
    hosts: Iterable[HostPlan],
    steps: Iterable[StepPlan],
) -> None:
    """Refuse what needs more than the runtime can do."""
    for word in missing_capabilities(surroundings.capabilities, observations, hosts, steps):
        message = f'"{scenario.spec.name}" needs the capability "{word}", which {surroundings.runtime} lacks'
        raise InvalidInput(message, hint="choose another runtime", source=scenario.source)


def require_settings(scenario: Scenario, surroundings: Surroundings, private: Iterable[str]) -> None:
    """Refuse settings of private hosts and clients that the runtime does not honour.

    Args:
        scenario: What the user wrote.
        surroundings: The runtime.
        private: The names of the hosts and fleets of which a private host is made.
    """
    spec = scenario.spec
    problems: dict[tuple[str, str, str], Problem] = {}
    for member in private:
        change = spec.hosts.get(member) or spec.fleets[member]
        service = spec.hosts[member].origin if member in spec.hosts else spec.fleets[member].service
        section = "hosts" if member in spec.hosts else "fleets"
        given = {("services", service, name) for name in given_in(scenario.services[service])}
        given |= {(section, member, name) for name in changed_by(change)}
        for place in given:
            if place[2] not in surroundings.honours:
                problems[place] = _unhonoured(scenario, surroundings.runtime, place)
    if problems:
        raise InvalidFile(tuple(problems.values()))


def _unhonoured(scenario: Scenario, runtime: str, place: tuple[str, str, str]) -> Problem:
    section, member, name = place
    fallback = Problem(scenario.source, 1, 1, f"{section}.{member}.{name}", "")
    found = scenario.setting_places.get(place, fallback)
    return replace(
        found, message=f'the runtime "{runtime}" does not honour "{name}" (choose another runtime)'
    )


def require_images(scenario: Scenario, surroundings: Surroundings, hosts: Iterable[HostPlan]) -> None:
    """Refuse a run whose private hosts need images that are not there.

    Raises:
        ImageMissing: naming each of them, and how to get it.
    """
    wanted = {host.machine.image: host.service for host in hosts if host.placement is Placement.PRIVATE}
    absent = sorted(wanted.keys() - surroundings.images.keys())
    if absent:
        names = ", ".join(f'"{name}"' for name in absent)
        known = [_how_to_get(name, scenario, wanted[name], surroundings) for name in absent]
        images = "image" if len(absent) == 1 else "images"
        raise ImageMissing(
            f"no {images} {names} on this machine", hint=", and ".join(filter(None, known)) or None
        )


def require_journals(checks: Iterable[CheckPlan], participants: Participants) -> None:
    """Refuse checks that only a journal can answer, where the host or a client keeps none.

    It is the images that say who keeps one, so that this is known when a run is planned, not before.
    """
    problems = []
    for check in checks:
        asked = [each for each in participants.hosts if each.name == getattr(check.spec, "host", None)]
        asked += [client.host for client in participants.fleet(getattr(check.spec, "fleet", None) or "")]
        silent = next((each for each in asked if not each.keeps_journal), None)
        if check.spec.needs_journal and silent is not None:
            problems.append(_without_journal(check, silent))
    if problems:
        raise InvalidFile(tuple(problems))


def _without_journal(check: CheckPlan, host: HostPlan) -> Problem:
    file, line, column = check.place.rsplit(":", 2)
    kind, image = type(check.spec).word(), cut(host.machine.image)
    message = f'{kind} needs a journal; the image "{image}" writes none for "{cut(host.service)}"'
    path = f"checks.{check.number - 1}.{kind}"
    return Problem(file, int(line), int(column), path, f"{message} (use output or log)")


def _how_to_get(image: str, scenario: Scenario, service: str, surroundings: Surroundings) -> str:
    """Which command gets an image: its own project's, where that builds it."""
    if scenario.services[service].build is not None and not image.startswith(_OWN):
        return "socketlab run builds it"
    return surroundings.missing.get(image, "")
