"""What runs left behind: found by label, removed by label, nothing else touched."""

from __future__ import annotations

import time
from typing import Any

from socketlab import labels
from socketlab.errors import EngineUnreachable, LabError
from socketlab.runtimes.api import Leftover
from socketlab.runtimes.docker.engine import Gone, translated
from socketlab.runtimes.docker.jobs import find_jobs, stop_job
from socketlab.runtimes.docker.networks import remove_network
from socketlab.runtimes.docker.volumes import remove_volume
from socketlab.runtimes.owner import is_alive


def find_leftovers(api: Any, run: str | None, *, jobs: bool = True) -> tuple[Leftover, ...]:
    """Containers and networks with a run's label, and jobs on warm clients.

    Args:
        api: The engine's client.
        run: The run, or ``None`` for all.
        jobs: Whether to ask the warm clients, which takes longer than the rest.
    """
    wanted = {"label": labels.RUN if run is None else f"{labels.RUN}={run}"}
    with translated("look for what runs left"):
        containers = api.containers(all=True, filters=wanted)
        networks = api.networks(filters=wanted)
        volumes = api.volumes(filters=wanted)["Volumes"] or ()
    found = [_leftover("container", c["Names"][0].lstrip("/"), c["Id"], c["Labels"]) for c in containers]
    found += [_leftover("network", n["Name"], n["Id"], n["Labels"]) for n in networks]
    found += [_leftover("volume", v["Name"], v["Name"], v["Labels"]) for v in volumes]
    running = [job for job in find_jobs(api) if run in (None, job.run)] if jobs else []
    return (*running, *found)


def sweep(api: Any, leftovers: tuple[Leftover, ...]) -> None:
    """Remove them: jobs, containers with their volumes, and what containers used last.

    Raises:
        LabError: when one cannot be removed; the others are removed all the same.
    """
    problems: list[LabError] = []
    for leftover in sorted(leftovers, key=lambda item: item.kind in ("network", "volume")):
        try:
            _remove(api, leftover)
        except Gone:
            continue
        except EngineUnreachable:
            raise
        except LabError as error:
            problems.append(error)
    if problems:
        raise problems[0]


def _remove(api: Any, leftover: Leftover) -> None:
    if leftover.kind == "network":
        remove_network(api, leftover.handle, name=leftover.name)
        return
    if leftover.kind == "volume":
        remove_volume(api, leftover.handle)
        return
    with translated(f'remove {leftover.kind} "{leftover.name}"'):
        if leftover.kind == "job":
            stop_job(api, leftover)
        else:
            api.remove_container(leftover.handle, force=True, v=True)


def _leftover(kind: str, name: str, handle: str, marks: dict[str, str]) -> Leftover:
    owner, expires = marks.get(labels.OWNER, ""), marks.get(labels.EXPIRES, "0")
    expired = not expires.isdigit() or int(expires) < time.time()
    return Leftover(
        kind=kind,
        name=name,
        run=marks.get(labels.RUN, ""),
        scenario=marks.get(labels.SCENARIO, ""),
        owner_alive=not expired and is_alive(owner),
        handle=handle,
        kept=labels.KEPT in marks,
    )
