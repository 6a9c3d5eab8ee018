"""What services mount, compared with the sections and with what is there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from socketlab.errors import InvalidFile
from socketlab.spec import mounted
from tests.spec.yaml_files import catalogue

HEAD = "services:\n  web:\n    image: test/web\n"


def refusal(folder: Path, text: str) -> str:
    with pytest.raises(InvalidFile) as raised:
        catalogue(folder, HEAD + text)
    return str(raised.value)


def test_files_folders_and_volumes_that_are_there_are_accepted(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "index.html").write_text("x")
    (tmp_path / "token").write_text("x")
    found = catalogue(
        tmp_path,
        HEAD
        + "    volumes: ['./site:/a', './token:/b', './none:/c', 'data:/d', /e]\n"
        + "    secrets: [token]\n    configs: [words]\n"
        + "volumes: {data: }\nsecrets: {token: {file: ./token}}\nconfigs: {words: {content: x}}\n",
    )
    assert len(found.services["web"].mounted) == 5
    assert found.notes == (
        'service "web" writes into a copy of what it mounts: your own files stay as they are',
    )


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("    volumes: ['data:/d']\n", 'web.volumes.0: no volume "data" (declare it under volumes)'),
        ("    volumes: [{type: bind, source: ./none, target: /c}]\n", "web.volumes: no file or folder"),
        ("    volumes: ['./pipe:/c']\n", "is neither a file nor a folder"),
        ("    secrets: [token]\n", 'web.secrets.0: no secret "token" (declare it under secrets)'),
        ("    secrets: [token]\nsecrets: {token: {file: ./none}}\n", "web.secrets: no file or folder"),
    ],
)
def test_what_is_not_there_is_refused_with_its_line(tmp_path: Path, text: str, problem: str) -> None:
    os.mkfifo(tmp_path / "pipe")
    found = refusal(tmp_path, text)
    assert found.startswith("compose.yaml:4:")
    assert problem in found


def test_more_than_can_be_copied_for_each_run_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "many").mkdir()
    for name in "abc":
        (tmp_path / "many" / name).write_bytes(bytes(50))
    monkeypatch.setattr(mounted, "MOST_FILES", 2)
    assert "too much to copy (mount a folder in it)" in refusal(tmp_path, "    volumes: ['./many:/c']\n")
    monkeypatch.setattr(mounted, "MOST_BYTES", 40)
    assert "has more than 0 MB" in refusal(tmp_path, "    volumes: ['./many/a:/c']\n")


def test_what_cannot_be_looked_at_is_refused(tmp_path: Path) -> None:
    assert "cannot read" in refusal(tmp_path, f"    volumes: ['./{'n' * 300}:/c']\n")
