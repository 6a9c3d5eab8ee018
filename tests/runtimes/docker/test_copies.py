"""Copies of a project's files, as an archive for the engine."""

from __future__ import annotations

import os
import tarfile
from pathlib import Path

import pytest

from socketlab.errors import LabError
from socketlab.runtimes.docker import copies
from socketlab.runtimes.docker.copies import packed


def entries(source: Path, name: str = "") -> dict[str, tarfile.TarInfo]:
    with packed(source, name=name) as archive, tarfile.open(fileobj=archive) as tar:
        return {member.name: member for member in tar.getmembers()}


def test_a_folder_is_packed_with_modes_and_links_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir(mode=0o750)
    (tmp_path / "sub" / "run.sh").write_text("x")
    (tmp_path / "sub" / "run.sh").chmod(0o755)
    (tmp_path / "link").symlink_to("sub/run.sh")
    os.link(tmp_path / "sub" / "run.sh", tmp_path / "twin")
    found = entries(tmp_path)
    assert sorted(found) == [".", "./link", "./sub", "./sub/run.sh", "./twin"]
    assert (found["./sub"].mode & 0o777, found["./sub/run.sh"].mode & 0o777) == (0o750, 0o755)
    assert found["./link"].linkname == "sub/run.sh"
    assert found["./twin"].isreg()
    assert found["./twin"].size == 1


def test_a_file_is_packed_under_its_new_name_even_behind_a_link(tmp_path: Path) -> None:
    (tmp_path / "a.conf").write_text("key")
    (tmp_path / "link.conf").symlink_to("a.conf")
    found = entries(tmp_path / "link.conf", "app.conf")
    assert list(found) == ["app.conf"]
    assert found["app.conf"].isreg()


def test_what_is_no_file_or_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(tmp_path / "fifo")
    with pytest.raises(LabError, match="a socket, a FIFO or a device"):
        packed(tmp_path)
    (tmp_path / "fifo").unlink()
    (tmp_path / "a").write_text("12345")
    monkeypatch.setattr(copies, "MOST_BYTES", 4)
    with pytest.raises(LabError, match="more than 4"):
        packed(tmp_path)
    monkeypatch.setattr(copies, "MOST_FILES", 1)
    with pytest.raises(LabError, match="more than 1 files"):
        packed(tmp_path)
    with pytest.raises(LabError, match="no such file"):
        packed(tmp_path / "nothing")
