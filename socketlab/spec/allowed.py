"""Services that could harm this machine: a scenario has to allow them explicitly."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from socketlab.errors import Problem
from socketlab.hosts.mounts import SOCKETS
from socketlab.language.document import Document
from socketlab.spec.catalogues import source_of
from socketlab.spec.cells import Combination
from socketlab.spec.compose import Catalogue, ServiceDefinition

_WHY = {
    "privileged": "a privileged host has all rights over this machine",
    "engine-socket": "who has the engine's socket has this machine",
}


def allowance_problems(
    document: Document, read: Iterable[Combination], catalogues: Mapping[Any, Catalogue]
) -> Iterator[Problem]:
    """A problem for each setting of a service in use that its scenario does not allow."""
    for combination in read:
        if combination.compose is None:
            continue
        catalogue = catalogues.get(source_of(combination))
        if catalogue is None:
            continue
        allowed = combination.head.tree.get("allow") or ()
        services = {**catalogue.services, **combination.named("services")}
        for _, _, name in combination.wanted():
            setting, word = _needed(services[name]) if name in services else ("", "")
            if word and word not in allowed and name in combination.own:  # others were refused when read
                own = document.problem(("services", name, setting), "")
                place = (
                    own if name in combination.own else catalogue.places.get(("services", name, setting), own)
                )
                message = f"{_WHY[word]} (allow it with allow: [{word}])"
                yield replace(place, message=message)


def _needed(service: ServiceDefinition) -> tuple[str, str]:
    """The setting of a service that a scenario has to allow, and the word for it; empty for none."""
    if service.privileged:
        return "privileged", "privileged"
    if any(mount.kind == "bind" and mount.source in SOCKETS for mount in service.mounted):
        return "volumes", "engine-socket"
    return "", ""
