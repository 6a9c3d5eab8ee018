"""getfile against iperf3 over the same link between two containers, both read to memory."""

from __future__ import annotations

import contextlib
import io
import json
import secrets
import subprocess
import tarfile
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docker

SIZE = 64_000_000
IMAGE = "socketlab-bench-iperf3"
PACKAGES = ("iperf3", "libiperf0", "libsctp1")


class Link:
    """Two containers on a network: one serves both programs, the other fetches."""

    def __init__(self) -> None:
        self._client = docker.from_env()
        self._name = f"bench-{secrets.token_hex(4)}"
        _build_image(self._client)
        self._network = self._client.networks.create(self._name, internal=True)
        self._server = self._start(["-mode", "server"], name="server")
        self._peer = self._start(["-c", "import time; time.sleep(3600)"], name="peer", entrypoint=["python3"])
        command = f"import os; os.write(os.open('/srv/noise.bin', 65), os.urandom({SIZE}))"
        self._exec(self._server, ["python3", "-c", command])
        self._server.exec_run(["iperf3", "-s"], detach=True)
        time.sleep(0.5)

    def getfile(self, *options: str) -> float:
        """Gbit/s from the call of connect to the last byte, as the client's journal tells.

        With ``-classic`` bytes are moved and nothing else, as iperf3 does; without, the client digests them,
        and the server has digested them once.
        """
        command = ["python3", "-m", "services.files.getfile", "-mode", "client", "-host", "server"]
        fetch = [*command, "-file", "noise.bin", "-output", "/dev/null", *options]
        notes = [
            json.loads(line) for line in self._exec(self._peer, fetch).splitlines() if line.startswith("{")
        ]
        began = next(note["began"] for note in notes if note["event"] == "connect")
        received = next(note for note in notes if note["event"] == "received")
        if received["size"] != SIZE:
            raise RuntimeError(f"getfile brought {received['size']} of {SIZE} bytes")
        return float(received["size"] * 8 / (received["clock"] - began) / 1e9)

    def iperf3(self) -> float:
        """Gbit/s of one stream of as many bytes, as iperf3's receiver tells."""
        out = self._exec(self._peer, ["iperf3", "-c", "server", "-n", str(SIZE), "-J"])
        return float(json.loads(out)["end"]["sum_received"]["bits_per_second"] / 1e9)

    def close(self) -> None:
        for container in (self._server, self._peer):
            container.remove(force=True, v=True)
        self._network.remove()
        self._client.close()

    def _start(self, command: list[str], *, name: str, entrypoint: list[str] | None = None) -> Any:
        return self._client.containers.run(
            IMAGE,
            command,
            entrypoint=entrypoint,
            detach=True,
            name=f"{self._name}-{name}",
            network=self._name,
            hostname=name,
            networking_config={self._name: self._client.api.create_endpoint_config(aliases=[name])},
            environment={"SOCKETLAB_JOURNAL": "stderr"},
            volumes=["/srv"],
            user="0",
        )

    @staticmethod
    def _exec(container: Any, command: list[str]) -> str:
        code, output = container.exec_run(command)
        if code:
            raise RuntimeError(f"{command} exited {code}: {output.decode()}")
        return str(output.decode())


def _build_image(client: Any) -> None:
    """The getfile image with Debian's iperf3 laid over it."""
    context = io.BytesIO()
    with _packages() as folder, tarfile.open(fileobj=context, mode="w") as tar:
        tar.add(folder / "usr", "iperf3/usr")  # a /lib of its own would hide the merged one
        dockerfile = b"FROM socketlab/getfile\nCOPY iperf3/ /\n"
        entry = tarfile.TarInfo("Dockerfile")
        entry.size = len(dockerfile)
        tar.addfile(entry, io.BytesIO(dockerfile))
    context.seek(0)
    client.images.build(fileobj=context, custom_context=True, tag=IMAGE, rm=True)


@contextlib.contextmanager
def _packages() -> Iterator[Path]:
    """iperf3 and its libraries, unpacked; needs apt, installs nothing."""
    with tempfile.TemporaryDirectory() as name:
        folder, tree = Path(name), Path(name) / "tree"
        (tree / "usr/lib").mkdir(parents=True)
        options = ["-o", "APT::Sandbox::User=root"]
        subprocess.run(
            ["apt-get", *options, "download", *PACKAGES], cwd=folder, check=True, capture_output=True
        )
        for package in folder.glob("*.deb"):
            subprocess.run(["dpkg-deb", "-x", str(package), str(tree)], check=True)
        yield tree
