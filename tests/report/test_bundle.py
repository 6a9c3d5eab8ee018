"""A run in one file: without secrets, bounded, and without what links point at."""

from __future__ import annotations

import json
import tarfile
from pathlib import Path

import pytest

from socketlab.report import bundle
from socketlab.report.bundle import masked, masked_text, write_bundle

SETTINGS = {
    "environment": {
        "DB_PASSWORD": "hunter22\u00e9",
        "API_TOKEN": 1234567,
        "PIN_KEY": "abc",
        "EMPTY_SECRET": "",
        "MONKEY": "banana",
        "AUTHOR": "someone",
    },
    "more": ["SECRET_WORD=xyzzy12", "PLAIN=value", 5],
}


@pytest.fixture
def run(tmp_path: Path) -> Path:
    folder = tmp_path / "run"
    (folder / "logs").mkdir(parents=True)
    (folder / "plan.json").write_text(json.dumps(SETTINGS))
    (folder / "scenario.resolved.yaml").write_text("password: [\n")
    (folder / "logs/server.stdout.log").write_bytes(b"login hunter22\xc3\xa9 \xff postgres://me:pw@db/x\n")
    (folder / "events.jsonl").write_text('{"text": "hunter22\\u00e9 1234567 xyzzy12 abc"}\n')
    return folder


def unpacked(file: Path) -> dict[str, bytes]:
    with tarfile.open(file) as opened:
        members = {each.name: opened.extractfile(each) for each in opened.getmembers()}
        return {name: content.read() for name, content in members.items() if content is not None}


def test_secrets_are_masked_where_they_are_set_and_wherever_else_they_are(run: Path, tmp_path: Path) -> None:
    left = write_bundle(run, tmp_path / "b.tar.gz")
    files = unpacked(tmp_path / "b.tar.gz")
    assert json.loads(files["run/plan.json"]) == {
        "environment": {
            "DB_PASSWORD": "***",
            "API_TOKEN": "***",
            "PIN_KEY": "***",
            "EMPTY_SECRET": "",
            "MONKEY": "banana",
            "AUTHOR": "someone",
        },
        "more": ["SECRET_WORD=***", "PLAIN=value", 5],
    }
    assert files["run/logs/server.stdout.log"] == b"login *** \xff postgres://me:***@db/x\n"
    assert files["run/events.jsonl"] == b'{"text": "*** *** *** abc"}\n'
    assert left == ("scenario.resolved.yaml is left out: it cannot be read",)


def test_links_are_not_followed(run: Path, tmp_path: Path) -> None:
    (tmp_path / "private").write_text("private")
    (run / "logs/other.stdout.log").symlink_to(tmp_path / "private")
    (run / "samples").symlink_to(tmp_path)
    left = write_bundle(run, tmp_path / "b.tar.gz")
    assert "logs/other.stdout.log is left out: it is not a regular file" in left
    assert all(content != b"private" for content in unpacked(tmp_path / "b.tar.gz").values())
    with pytest.raises(FileExistsError):
        write_bundle(run, tmp_path / "b.tar.gz")


def test_a_bundle_is_bounded(run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundle, "LARGEST_FILE", 1000)
    monkeypatch.setattr(bundle, "LARGEST_BUNDLE", 2200)
    for name in ("a", "b", "c"):
        (run / f"logs/{name}.stdout.log").write_bytes(b"x" * 98 + b"\n" + b"y" * 2000)
        (run / f"logs/{name}.stderr.log").write_bytes((b"x" * 89 + b"\n") * 12)
    left = write_bundle(run, tmp_path / "b.tar.gz")
    files = unpacked(tmp_path / "b.tar.gz")
    assert len(files["run/logs/a.stderr.log"]) == 990
    assert len(files["run/logs/a.stdout.log"]) == 99
    assert "logs/c.stderr.log is left out: the bundle is too large with it" in left
    assert sum(map(len, files.values())) <= 2200


def test_what_is_no_tree_stays_as_it_is() -> None:
    assert masked(None, set()) is None
    assert masked_text(b"a=b", set()) == b"a=b"
