"""The engine and the machine, for the record of a run."""

from __future__ import annotations

import os
import platform
from typing import Any

from socketlab.runtimes.docker.closed import closed_network
from socketlab.runtimes.docker.engine import translated


def about_engine(api: Any) -> dict[str, Any]:
    """The engine, its kernel and its machine, and this process."""
    with translated("ask the engine about itself"):
        version, info = api.version(), api.info()
    return {
        "engine": version.get("Version"),
        "api": version.get("ApiVersion"),
        "kernel": version.get("KernelVersion"),
        "system": info.get("OperatingSystem"),
        "architecture": info.get("Architecture"),
        "processors": info.get("NCPU"),
        "memory_bytes": info.get("MemTotal"),
        "storage_driver": info.get("Driver"),
        "run_network": closed_network(version).kind,
        "cgroup": info.get("CgroupVersion") or "1",
        "orchestrator": {
            "system": platform.platform(),
            "python": platform.python_version(),
            "pid": os.getpid(),
        },
    }
