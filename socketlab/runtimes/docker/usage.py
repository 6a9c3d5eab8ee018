"""What a container has used, from the engine's own statistics: nothing is started inside it."""

from __future__ import annotations

from typing import Any

from socketlab.errors import LabError
from socketlab.runtimes.docker.engine import translated
from socketlab.runtimes.usage import Usage

_NANOSECONDS = 1e9


def usage(api: Any, container: str) -> Usage:
    """A container's usage.

    The engine measures all containers that somebody asks about once a second, and answers with the next
    measurement: the call takes up to a second, most of it waiting.

    Raises:
        LabError: when the container does not run.
    """
    with translated("read what a host uses"):
        return parse_usage(api.stats(container, stream=False, one_shot=True))


def parse_usage(statistics: dict[str, Any]) -> Usage:
    """The engine's statistics in our terms.

    Memory is counted as the ``docker stats`` command does: without inactive file cache, which has one name
    in version 1 of cgroups and another in version 2.

    Source: Docker Engine API 1.41, "Get container stats based on resource usage".

    Raises:
        LabError: when they are those of a container that does not run.
    """
    processes = statistics.get("pids_stats", {}).get("current")
    if processes is None:
        raise LabError("cannot read what a host uses: it does not run")
    memory = statistics.get("memory_stats", {})
    details = memory.get("stats", {})
    inactive = details.get("total_inactive_file", details.get("inactive_file", 0))
    networks = (statistics.get("networks") or {}).values()
    return Usage(
        cpu_s=statistics["cpu_stats"]["cpu_usage"]["total_usage"] / _NANOSECONDS,
        memory_bytes=max(0, memory.get("usage", 0) - inactive),
        processes=processes,
        received_bytes=sum(each["rx_bytes"] for each in networks),
        sent_bytes=sum(each["tx_bytes"] for each in networks),
    )
