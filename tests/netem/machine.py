"""The virtual machine: its image, its start, and what its guest says."""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import tarfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import docker
from docker.errors import APIError

from socketlab.building.mirror import build_proxies
from socketlab.errors import LabError
from tests.netem.guest import RESULT

ROOT = Path(__file__).resolve().parents[2]
IMAGE = "socketlab-netem"

KVM = Path("/dev/kvm")

_PROJECT = ("services/__init__.py", "services/router", "tests/__init__.py", "tests/netem")
_LONGEST_S = 1800


def build() -> None:
    """Build the machine's image where it is out of date; what was downloaded stays in the engine's cache.

    Raises:
        LabError: when the engine cannot, with the end of what it said.
    """
    arguments = [f"--build-arg={name}={value}" for name, value in build_proxies(os.environ).items()]
    command = ["docker", "build", "--network", "host", "--tag", IMAGE, *arguments, str(Path(__file__).parent)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        said = " ".join(done.stderr.split())[-300:]
        raise LabError(f"the image of the virtual machine cannot be built: {said}")


def overlay(order: dict[str, Any]) -> bytes:
    """What is laid over the machine's root, as an archive: both programs, and what they have to do."""
    files = {f"{file.relative_to(ROOT)}": file.read_bytes() for file in sorted(_files())}
    files["order.json"] = json.dumps(order).encode()
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w") as archive:
        for name, text in files.items():
            entry = tarfile.TarInfo(f"overlay/project/{name}")
            entry.size = len(text)
            archive.addfile(entry, io.BytesIO(text))
    return content.getvalue()


def _files() -> Iterator[Path]:
    for part in (ROOT / name for name in _PROJECT):
        yield from part.rglob("*.py") if part.is_dir() else (part,)


def boot(order: dict[str, Any], *, kvm: bool, say: Callable[[str], None]) -> dict[str, Any]:
    """Boot the machine, and collect what its guest found.

    Args:
        order: What the guest has to do.
        kvm: Whether this machine's processor runs it; QEMU emulates one otherwise.
        say: Told each line that the machine prints beside the results.

    Raises:
        LabError: when the guest did not come to its end.
    """
    client = docker.from_env(timeout=_LONGEST_S)
    container = client.containers.create(
        IMAGE,
        environment={"KVM": "1"} if kvm else {},
        devices=[f"{KVM}:{KVM}:rw"] if kvm else [],
        auto_remove=True,
    )
    try:
        container.put_archive("/", overlay(order))
        container.start()
        return heard(container.logs(stream=True, follow=True), say=say)
    finally:
        with contextlib.suppress(APIError):  # it has ended and is gone
            container.remove(force=True)
        client.close()


def heard(chunks: Iterable[bytes], *, say: Callable[[str], None]) -> dict[str, Any]:
    """What a guest found, from the output of its machine.

    Raises:
        LabError: when it did not come to its end.
    """
    found: dict[str, Any] = {"traffic": []}
    pending, last = b"", "nothing"
    for chunk in chunks:
        *lines, pending = (pending + chunk).split(b"\n")
        for line in lines:
            text = line.decode(errors="replace").strip()
            if not text.startswith(RESULT):
                say(text)
                last = text or last
                continue
            said = json.loads(text.removeprefix(RESULT))
            say(f"measured: {', '.join(said)}")
            found["traffic"] += [said.pop("traffic")] if "traffic" in said else []
            found |= said
    if "removed" not in found:
        raise LabError(f"the virtual machine ended before its time; it printed last: {last}")
    return found
