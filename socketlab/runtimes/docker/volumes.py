"""The volumes of a run: those that its services name, and copies of the project's folders.

Source: Docker Engine API 1.41, "Create a container", HostConfig.Mounts: a volume that is not there is made,
with the labels of its options.
"""

from __future__ import annotations

import hashlib
import os
import threading
from pathlib import Path
from typing import Any

from socketlab import labels
from socketlab.errors import LabError
from socketlab.hosts.model import HostPlan
from socketlab.hosts.mounts import ENGINE_SOCKETS, Mount
from socketlab.runtimes.api import RunTicket
from socketlab.runtimes.docker.copies import packed, with_parents
from socketlab.runtimes.docker.engine import Gone, translated

_AT = "/volume"


class Volumes:
    """The volumes of one run.

    Args:
        api: The engine's client.
        ticket: The run.
    """

    def __init__(self, api: Any, ticket: RunTicket) -> None:
        self._api = api
        self._ticket = ticket
        self._lock = threading.Lock()
        self._filled: set[str] = set()

    def prepare(self, host: HostPlan) -> list[dict[str, Any]]:
        """The mounts of a host for the create call; volumes with copies of folders are made and filled.

        Raises:
            LabError: when a folder cannot be copied.
        """
        found = []
        for mount in host.machine.mounts:
            if mount.source in ENGINE_SOCKETS:
                found.append({"Type": "bind", "Source": mount.source, "Target": mount.target})
                continue
            if mount.kind == "bind" and _is_file(mount):
                continue  # put into the container when that is there
            found.append(self._mounted(host, mount))
        return found

    def put_files(self, host: HostPlan, container: str) -> None:
        """Put the single files that a host mounts into its container, before its start.

        Raises:
            LabError: when one cannot be read, or not be put there.
        """
        for mount in host.machine.mounts:
            if mount.kind == "bind" and mount.source not in ENGINE_SOCKETS and _is_file(mount):
                with translated(f'put "{mount.target}" on "{host.name}"'):
                    with_parents(self._api, container, _path(mount), mount.target)

    def remove(self) -> None:
        """Remove all volumes of the run that containers no longer use."""
        with translated("look for the run's volumes"):
            found = self._api.volumes(filters={"label": [f"{labels.RUN}={self._ticket.run}"]})
        for volume in found.get("Volumes") or ():
            remove_volume(self._api, volume["Name"])

    def _mounted(self, host: HostPlan, mount: Mount) -> dict[str, Any]:
        common = {"Target": mount.target, "ReadOnly": mount.read_only}
        if mount.kind == "tmpfs":
            return {"Type": "tmpfs", "Target": mount.target, "TmpfsOptions": {"SizeBytes": mount.size_bytes}}
        options: dict[str, Any] = {"Labels": dict(self._ticket.labels)}
        if mount.kind == "volume":
            options["NoCopy"] = mount.nocopy
            named = {"Source": f"socketlab-{self._ticket.run}-{mount.source}"} if mount.source else {}
            return {"Type": "volume", **named, **common, "VolumeOptions": options}
        name = self._copy(host, mount)
        return {"Type": "volume", "Source": name, **common, "VolumeOptions": {**options, "NoCopy": True}}

    def _copy(self, host: HostPlan, mount: Mount) -> str:
        """The volume with a copy of a folder; it is filled when the first host asks for it."""
        digest = hashlib.sha256(mount.source.encode()).hexdigest()[:12]
        name = f"socketlab-{self._ticket.run}-copy-{digest}"
        with self._lock:
            if name not in self._filled:
                self._fill(name, host.machine.image, _path(mount))
                self._filled.add(name)
        return name

    def _fill(self, name: str, image: str, source: Path) -> None:
        """Fill a volume by way of a container that is never started: an archive can only be put into one."""
        with translated(f'make the volume for "{source}"'):
            self._api.create_volume(name, labels=dict(self._ticket.labels))
        if not source.is_dir():
            return  # Compose makes an empty folder, too
        with packed(source) as archive, translated(f'copy "{source}"'):
            body = {
                "Image": image,
                "Entrypoint": ["-"],
                "Labels": dict(self._ticket.labels),
                "HostConfig": {"NetworkMode": "none", "Binds": [f"{name}:{_AT}:nocopy"]},
            }
            container = self._api.create_container_from_config(body, f"{name}-filling")["Id"]
            try:
                self._api.put_archive(container, _AT, archive)
            finally:
                self._api.remove_container(container, force=True)


def remove_volume(api: Any, name: str) -> None:
    """Remove a volume; one that is gone is not missed.

    Raises:
        LabError: when the engine refuses it.
    """
    try:
        with translated(f'remove volume "{name}"'):
            api.remove_volume(name)
    except Gone:
        return


def _path(mount: Mount) -> Path:
    """The source on this machine; ``~`` is the home of the user who plays the run."""
    try:
        return Path(mount.source).expanduser()
    except RuntimeError as error:
        raise LabError(f'no home folder for "{mount.source}"', hint="write the whole path") from error


def _is_file(mount: Mount) -> bool:
    source = _path(mount)
    if os.path.lexists(source) and not (source.is_dir() or source.is_file()):
        raise LabError(f'cannot copy "{mount.source}": neither a file nor a folder')
    return source.is_file()
