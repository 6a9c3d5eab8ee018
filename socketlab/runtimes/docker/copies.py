"""The volumes of a run: those that its hosts share, and copies of the user's files and folders.

What a compose file binds is copied into a volume of the run, which its hosts mount instead: so a run never
changes the user's own files. A single file is mounted from the volume's own folder, since the engine mounts
no parts of volumes.

Source: Docker Engine API 1.41, "Create a volume", "Extract an archive of files or folders to a directory in
a container"; moby 20.10, ``daemon/archive.go``, ``containerExtractToDir``: volumes of a container that does
not run are mounted.
"""

from __future__ import annotations

import contextlib
import hashlib
import threading
from typing import Any

from socketlab import labels
from socketlab.hosts.model import HostPlan
from socketlab.hosts.mounts import Mount
from socketlab.language.wording import cut
from socketlab.runtimes.api import RunTicket
from socketlab.runtimes.docker.engine import Gone, translated
from socketlab.runtimes.docker.packing import FILE, ROOT, is_folder, packed


class Copies:
    """The volumes of one run, each made when the first host needs it.

    Args:
        api: The engine's client.
        ticket: The run.
    """

    def __init__(self, api: Any, ticket: RunTicket) -> None:
        self._api = api
        self._ticket = ticket
        self._turn = threading.Lock()
        self._made: dict[str, str] = {}

    def mounts(self, host: HostPlan) -> list[dict[str, Any]]:
        """What the create call says of a host's mounts; what it needs is made first."""
        with self._turn:
            return [self._mount(mount, host.machine.image) for mount in host.machine.mounts]

    def remove(self) -> None:
        """Remove the run's volumes; its containers are gone by then."""
        with translated("look for the run's volumes"):
            found = self._api.volumes(filters={"label": f"{labels.RUN}={self._ticket.run}"})["Volumes"]
        for volume in found or ():
            remove_volume(self._api, volume["Name"])
        self._made.clear()

    def _mount(self, mount: Mount, image: str) -> dict[str, Any]:
        body: dict[str, Any] = {"Target": mount.target, "ReadOnly": mount.read_only}
        if mount.kind == "tmpfs":
            given = {"SizeBytes": mount.size_bytes, "Mode": mount.mode}
            options = {name: value for name, value in given.items() if value is not None}
            return body | {"Type": "tmpfs", **({"TmpfsOptions": options} if options else {})}
        if mount.kind == "volume":
            return body | self._volume(mount)
        if not mount.copied:
            return body | {"Type": "bind", "Source": mount.source}
        name = self._copy(mount, image)
        if is_folder(mount):
            return body | {"Type": "volume", "Source": name, "VolumeOptions": {"NoCopy": True}}
        return body | {"Type": "bind", "Source": f"{self._made[name]}/{FILE}"}

    def _volume(self, mount: Mount) -> dict[str, Any]:
        options = {"NoCopy": mount.nocopy, "Labels": dict(self._ticket.labels)}
        if not mount.source:
            return {"Type": "volume", "VolumeOptions": options}
        return {"Type": "volume", "Source": self._make(mount.source, mount), "VolumeOptions": options}

    def _make(self, name: str, mount: Mount) -> str:
        """The engine's name of a volume of the run, which is made if need be."""
        full = f"socketlab-{self._ticket.run}-{name}"
        if full not in self._made:
            with translated(f'make the volume "{cut(name)}"'):
                made = self._api.create_volume(
                    full,
                    driver="local",
                    driver_opts=dict(mount.options) if mount.kind == "volume" else {},
                    labels=dict(self._ticket.labels),
                )
            self._made[full] = str(made["Mountpoint"])
        return full

    def _copy(self, mount: Mount, image: str) -> str:
        """The volume with the copy that a mount asks for."""
        said = repr((mount.kind, mount.source, mount.mode, mount.uid, mount.gid))
        name = f"copy-{hashlib.sha256(said.encode()).hexdigest()[:16]}"
        full = f"socketlab-{self._ticket.run}-{name}"
        if full not in self._made:
            made = self._make(name, mount)
            try:
                self._fill(made, mount, image)
            except BaseException:
                del self._made[full]
                raise
        return full

    def _fill(self, volume: str, mount: Mount, image: str) -> None:
        """Copy through a container that is never started: any image will do."""
        room = {"Type": "volume", "Source": volume, "Target": f"/{ROOT}", "VolumeOptions": {"NoCopy": True}}
        body = {
            "Image": image,
            "Cmd": ["none"],
            "Labels": dict(self._ticket.labels),
            "HostConfig": {"NetworkMode": "none", "Mounts": [room]},
        }
        what = f'copy "{cut(mount.source)}"' if mount.kind == "bind" else f'put "{mount.target}" in place'
        with translated(what):
            made = self._api.create_container_from_config(body, f"{volume}-filling")
        try:
            with translated(what):
                self._api.put_archive(made["Id"], "/", packed(mount))
        finally:
            with contextlib.suppress(Gone), translated(f"end to {what}"):
                self._api.remove_container(made["Id"], force=True)


def remove_volume(api: Any, name: str) -> None:
    """Remove a volume of a run, which may be gone already.

    Raises:
        LabError: when it is in use.
    """
    try:
        with translated(f'remove volume "{name}"'):
            api.remove_volume(name)
    except Gone:
        pass
