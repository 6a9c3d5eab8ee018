"""Which mechanism puts the conditions of links in force, and what is refused because none can."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from socketlab.errors import ImageMissing, InvalidInput
from socketlab.hosts.model import Surroundings
from socketlab.links.mechanisms import MECHANISMS, lacking, preferred
from socketlab.links.model import ROUTER_IMAGE, Conditions, LinksPlan
from socketlab.runtimes.capabilities import CAPABILITIES
from socketlab.runtimes.paths import ShapesLinks
from socketlab.spec.load import Scenario


def shaped(
    links: LinksPlan,
    scenario: Scenario,
    surroundings: Surroundings,
    *,
    meanwhile: Iterable[Conditions] = (),
) -> LinksPlan:
    """The links with the mechanism chosen: netem where the kernel has it, unless the user forces the other.

    Args:
        links: What was declared.
        scenario: What the user wrote.
        surroundings: The runtime, and what its kernel has.
        meanwhile: Conditions that faults put in force.

    Raises:
        InvalidInput: when the runtime, or the kernel, lacks what a condition needs.
        ImageMissing: when the router's image is not there.
    """
    name, runtime = scenario.spec.name, surroundings.runtime
    if ShapesLinks not in surroundings.capabilities:
        message = f'"{name}" needs the capability "{CAPABILITIES[ShapesLinks]}", which {runtime} lacks'
        raise InvalidInput(message, hint="choose another runtime", source=scenario.source)
    if ROUTER_IMAGE not in surroundings.images:
        hint = surroundings.missing.get(ROUTER_IMAGE)
        raise ImageMissing(f'no image "{ROUTER_IMAGE}" on this machine', hint=hint)
    there = surroundings.mechanisms or frozenset()
    shaper = surroundings.shaper or preferred(there)
    if links.nats and "nat" not in there:
        message = f'a network of "{name}" is behind a NAT: this machine\'s kernel lacks {MECHANISMS["nat"]}'
        hint = "load it with modprobe; if it is there, build the router again: socketlab lab build router"
        raise InvalidInput(message, hint=hint, source=scenario.source)
    wanted = [Conditions(), *(path.conditions for path in links.paths), *meanwhile]
    for what, missing in lacking(shaper, there, wanted):
        message = f"this machine cannot provide {what}: its kernel lacks {MECHANISMS[missing]}"
        hint = f"load it with modprobe, or remove {what} from the scenario's links and faults"
        if missing in there:
            message = f"the {shaper} cannot provide {what}: it takes {MECHANISMS[missing]}"
            hint = "unset SOCKETLAB_SHAPER: this machine has it"
        raise InvalidInput(message, hint=hint, source=scenario.source)
    return replace(links, shaper=shaper)
