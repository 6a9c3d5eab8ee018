"""What the engine has of runs that were left in place."""

from __future__ import annotations

from typing import Any

from socketlab import labels
from socketlab.runtimes.docker.engine import translated
from socketlab.runtimes.kept import KeptHost
from socketlab.runtimes.owner import is_alive


def kept_hosts(api: Any) -> tuple[KeptHost, ...]:
    """See :class:`~socketlab.runtimes.kept.ResumesRuns`."""
    wanted = {"label": [labels.KEPT, labels.HOST]}
    with translated("look for runs that were left in place"):
        rows = api.containers(all=True, filters=wanted)
    left = (row for row in rows if not is_alive(row["Labels"].get(labels.OWNER, "")))
    found = (_kept_host(row, row["Labels"]) for row in left)
    return tuple(sorted(found, key=lambda host: (host.run, host.name)))


def subnets_of(api: Any, run: str) -> dict[str, str]:
    """The subnet of each network of a run, by the network's name."""
    with translated("look for the networks of a run"):
        networks = api.networks(filters={"label": f"{labels.RUN}={run}"})
    return {row["Name"]: row["IPAM"]["Config"][0]["Subnet"] for row in networks}


def _kept_host(row: dict[str, Any], marks: dict[str, str]) -> KeptHost:
    endpoints = (row.get("NetworkSettings") or {}).get("Networks") or {}
    addresses = [str(endpoint.get("IPAddress") or "") for endpoint in endpoints.values()]
    return KeptHost(
        run=marks.get(labels.RUN, ""),
        scenario=marks.get(labels.SCENARIO, ""),
        name=marks[labels.HOST],
        container=row["Names"][0].lstrip("/"),
        address=", ".join(filter(None, addresses)),
        state=row["State"],
    )
