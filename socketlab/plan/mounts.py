"""What a host mounts, with the compose file's sections looked up: all that a runtime has to know."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from socketlab.hosts.grants import granted
from socketlab.hosts.mounts import Mount, resolved
from socketlab.hosts.settings import Machine
from socketlab.spec.compose import Catalogue


def with_mounts(machine: Machine, catalogue: Catalogue, folder: str) -> Machine:
    """A machine with all its mounts: sources seen from here, configs and secrets among them.

    Args:
        machine: What the service and the scenario say.
        catalogue: The compose file's sections.
        folder: What relative sources start from.
    """
    given = [granted(grant, catalogue.configs, secret=False) for grant in machine.configs]
    given += [granted(grant, catalogue.secrets, secret=True) for grant in machine.secrets]
    volumes = [_with_options(mount, catalogue.volumes) for mount in machine.mounts]
    every = {mount.target: resolved(mount, folder) for mount in (*volumes, *given)}
    return replace(machine, mounts=tuple(every.values()))


def _with_options(mount: Mount, section: Mapping[str, Any]) -> Mount:
    """A named volume with what its section says of the driver: a bound folder is a bind mount."""
    entry = section.get(mount.source) if mount.kind == "volume" else None
    options = entry.get("driver_opts") if isinstance(entry, dict) else None
    if not isinstance(options, dict):
        return mount
    texts = {name: str(value) for name, value in options.items()}
    if "bind" in texts.get("o", "").split(","):
        source = posixpath.normpath(texts.get("device", "."))
        return mount.model_copy(update={"kind": "bind", "source": source, "required": True})
    if texts.get("type") == "tmpfs":
        return mount.model_copy(update={"options": tuple(sorted(texts.items()))})
    return mount


def volume_notes(catalogue: Catalogue, machines: tuple[Machine, ...]) -> list[str]:
    """What the user should know of volumes that a run makes in place of others."""
    used = {mount.source for machine in machines for mount in machine.mounts if mount.kind == "volume"}
    notes = []
    for name, entry in catalogue.volumes.items():
        settings = entry if isinstance(entry, dict) else {}
        if name in used and settings.get("external"):
            notes.append(f'the external volume "{name}" is a new, empty one in each run')
        elif name in used and settings.get("driver") not in (None, "local"):
            notes.append(f'the volume "{name}" is an ordinary one in a run')
    return notes
