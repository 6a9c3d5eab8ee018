"""Archives of the user's files: bounded, with owners and permissions, and links as links."""

from __future__ import annotations

import io
import os
import tarfile
from pathlib import Path
from typing import Any

import pytest

from socketlab.errors import LabError
from socketlab.hosts.mounts import Mount
from socketlab.runtimes.docker import packing
from socketlab.runtimes.docker.packing import packed


def entries(mount: Mount) -> dict[str, tarfile.TarInfo]:
    with tarfile.open(fileobj=io.BytesIO(b"".join(packed(mount)))) as archive:
        return {entry.name: entry for entry in archive}


def bind(source: Path, **more: Any) -> Mount:
    return Mount(kind="bind", source=str(source), target="/t", **more)


def test_a_folder_is_packed_with_links_and_permissions_and_without_sockets(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir(mode=0o750)
    (tmp_path / "deep" / "file").write_text("12345")
    (tmp_path / "deep" / "file").chmod(0o600)
    (tmp_path / "out").symlink_to("/etc/passwd")
    os.mkfifo(tmp_path / "pipe")
    tmp_path.chmod(0o711)

    found = entries(bind(tmp_path))

    assert found.keys() == {"socketlab-copy" + part for part in ("", "/deep", "/deep/file", "/out")}
    assert found["socketlab-copy"].mode == 0o711
    assert (found["socketlab-copy/deep/file"].size, found["socketlab-copy/deep/file"].mode) == (5, 0o600)
    assert found["socketlab-copy/deep/file"].uid == os.getuid()
    assert found["socketlab-copy/out"].linkname == "/etc/passwd"


def test_a_missing_folder_is_an_empty_one_unless_it_is_required(tmp_path: Path) -> None:
    assert entries(bind(tmp_path / "none")).keys() == {"socketlab-copy"}
    with pytest.raises(LabError, match="no such file or folder"):
        entries(bind(tmp_path / "none", required=True))


def test_one_file_has_the_permissions_that_are_given_for_it(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("12345")
    entry = entries(bind(tmp_path / "a", mode=0o400, uid=7, gid=8))["socketlab-copy/file"]
    assert (entry.size, entry.mode, entry.uid, entry.gid) == (5, 0o400, 7, 8)


def test_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in "abc":
        (tmp_path / name).write_bytes(bytes(50))
    monkeypatch.setattr(packing, "MOST_FILES", 3)
    with pytest.raises(LabError, match="it holds too much"):
        entries(bind(tmp_path))
    monkeypatch.setattr(packing, "MOST_BYTES", 40)
    with pytest.raises(LabError, match="it holds too much"):
        entries(bind(tmp_path / "a"))


def test_a_text_and_a_variable_become_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert entries(Mount(kind="text", source="12345", target="/t"))["socketlab-copy/file"].size == 5
    folder = (("folder", str(tmp_path)),)
    variable = Mount(kind="variable", source="SHOP_TOKEN", target="/t", options=folder)
    with pytest.raises(LabError, match='no variable "SHOP_TOKEN" for "/t"'):
        entries(variable)
    (tmp_path / ".env").write_text("SHOP_TOKEN=123\n")
    assert entries(variable)["socketlab-copy/file"].size == 3
    monkeypatch.setenv("SHOP_TOKEN", "1234")
    assert entries(variable)["socketlab-copy/file"].size == 4
