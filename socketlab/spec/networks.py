"""The networks of a scenario, and which of them hosts are on.

    networks: {home: {behind: nat}, world: {}}
    hosts:
      server: {service: fork-server, networks: [world]}

Each network has addresses of its own, and the run's router leads from each to the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator

from socketlab.errors import Problem
from socketlab.language.bounds import Model
from socketlab.language.document import Document, YAMLPath
from socketlab.language.variables import is_late, names_in
from socketlab.language.wording import WrongPart, cut, one_of, suggestion
from socketlab.spec.names import Name

DEFAULT_NETWORK = "default"
"""Where hosts are whose network the scenario does not say."""


class NetworkSpec(Model):
    """A network that hosts share.

    Args:
        behind: `nat` for the network of a home: hosts elsewhere see one address for all of its hosts, and
            cannot connect to them.
    """

    behind: Literal["nat"] | None = None


def _each_once(names: tuple[str, ...]) -> tuple[str, ...]:
    for number, name in enumerate(names):
        if name in names[:number]:
            raise WrongPart(f'"{name}" is named before (remove this one)', number)
    return names


OnNetworks = Annotated[tuple[Name, ...], AfterValidator(_each_once)]
"""The networks that a host is on."""


def network_problems(document: Document, path: YAMLPath, tree: Any, networks: Any) -> Iterator[Problem]:
    """A problem for a network that is not there, and for a standing host beside networks.

    Args:
        document: The file, for the places.
        path: Where the host or fleet is.
        tree: The host or fleet as a plain value, valid or not.
        networks: The scenario's networks as plain values, valid or not.
    """
    if not isinstance(tree, dict):
        return
    if networks and "lab" in tree:
        message = f'"{path[-1]}" is the standing lab\'s, to which a scenario with networks has no path'
        yield document.problem((*path, "lab"), f"{message} (use service for a copy of its own)")
    if networks is not None and not isinstance(networks, dict):
        return  # a problem of its own
    declared: Mapping[str, Any] = networks or {}
    named = tree.get("networks")
    for number, name in enumerate(named if isinstance(named, list) else ()):
        known = not isinstance(name, str) or name in declared or (declared and name == DEFAULT_NETWORK)
        if not known and all(is_late(variable) for variable in names_in(name)):
            hint = suggestion(name, declared)
            hint = hint or (one_of(declared) if declared else "the scenario declares no networks")
            yield document.problem((*path, "networks", number), f'no network "{cut(name)}" ({hint})')
