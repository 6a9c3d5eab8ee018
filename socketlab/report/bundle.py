"""A run in one compressed file, for a bug report: bounded, without secrets, and no link is followed.

Values of variables whose names say that they are secret are masked where they are set, and wherever else they
are in a file of the run, such as in the log of a program that printed them. A secret that has another name is
not found: look into a bundle before it is sent.
"""

from __future__ import annotations

import io
import json
import re
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import yaml

from socketlab.errors import InvalidInput
from socketlab.judging.folder import open_regular
from socketlab.record.layout import (
    ENVIRONMENT,
    EVENTS,
    JUNIT,
    LOGS,
    PLAN,
    RESOLVED,
    RESULT,
    SAMPLES,
    SUMMARY,
    TRACE,
)

MASK = "***"

LARGEST_FILE = 1 << 23
"""Bytes of each file; of a longer one the beginning is kept, to the end of a line."""

LARGEST_BUNDLE = 1 << 26
"""Bytes of all files together, before they are compressed."""

_SHORTEST_SECRET = 6
"""Characters: shorter values, such as "true", are masked only where they are set."""

_SECRET = re.compile(
    r"pass(?:word|wd|phrase)|secret|token|credential|(?:^|_)(?:pass|pwd|auth|key)$|(?:api|private|access)_?key",
    re.IGNORECASE,
)
_IN_ADDRESS = re.compile(r"(://[^\s/:@]*:)([^\s/@]+)(@)")
"""The password in an address such as ``postgres://user:password@host``."""

_TREES: dict[str, tuple[Callable[[str], Any], Callable[[Any], str]]] = {
    PLAN: (json.loads, lambda tree: json.dumps(tree, indent=2, ensure_ascii=False)),
    ENVIRONMENT: (json.loads, lambda tree: json.dumps(tree, indent=2)),
    RESOLVED: (yaml.safe_load, lambda tree: yaml.safe_dump(tree, sort_keys=False, allow_unicode=True)),
}
"""The files with settings, and how each is read and written."""

_TEXTS = (EVENTS, RESULT, SUMMARY, JUNIT, TRACE)


def write_bundle(folder: Path, file: Path) -> tuple[str, ...]:
    """Write a bundle of a run.

    Args:
        folder: The run's evidence.
        file: The bundle; it must not be there yet.

    Returns:
        What was left out or cut, as sentences.

    Raises:
        OSError: when the bundle cannot be written.
    """
    secrets: set[str] = set()
    left: list[str] = []
    contents: dict[str, bytes] = {}
    for name, (read, write) in _TREES.items():
        content = _content(folder / name, name, left)
        if content is not None and (text := _masked_tree(content, read, write, secrets)) is not None:
            contents[name] = text.encode("utf-8", "surrogatepass")
        elif content is not None:
            left.append(f"{name} is left out: it cannot be read")
    with file.open("xb") as opened, tarfile.open(fileobj=opened, mode="w:gz") as bundle:
        for name, content in _with_logs(folder, contents, left):
            _add(bundle, f"{folder.name}/{name}", masked_text(content, secrets))
    return tuple(left)


def _with_logs(folder: Path, contents: dict[str, bytes], left: list[str]) -> Iterator[tuple[str, bytes]]:
    """Every file, as long as the bundle is not too large."""
    size = sum(map(len, contents.values()))
    yield from contents.items()
    for name in (*_TEXTS, *_names_in(folder, LOGS), *_names_in(folder, SAMPLES)):
        content = _content(folder / name, name, left)
        if content is None:
            continue
        size += len(content)
        if size > LARGEST_BUNDLE:
            left.append(f"{name} is left out: the bundle is too large with it")
            size -= len(content)
        else:
            yield name, content


def _names_in(folder: Path, below: str) -> tuple[str, ...]:
    place = folder / below
    if place.is_symlink() or not place.is_dir():
        return ()
    return tuple(f"{below}/{file.name}" for file in sorted(place.iterdir()))


def _content(file: Path, name: str, left: list[str]) -> bytes | None:
    """A file's beginning; ``None`` where there is none, or it is not a regular file."""
    try:
        with open_regular(file) as opened:
            content = opened.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        return None
    except (OSError, InvalidInput):
        left.append(f"{name} is left out: it is not a regular file")
        return None
    if len(content) > LARGEST_FILE:
        left.append(f"{name} is cut: only its first {LARGEST_FILE >> 20} MiB are in the bundle")
        return content[: content.rfind(b"\n", 0, LARGEST_FILE) + 1]
    return content


def _masked_tree(
    content: bytes, read: Callable[[str], Any], write: Callable[[Any], str], secrets: set[str]
) -> str | None:
    try:
        return write(masked(read(content.decode("utf-8")), secrets)) + "\n"
    except (ValueError, RecursionError, yaml.YAMLError):
        return None


def masked(tree: Any, secrets: set[str]) -> Any:
    """A tree of settings with the value of each secret masked; long ones are added to ``secrets``."""
    if isinstance(tree, dict):
        return {
            key: _mask(child, secrets)
            if _SECRET.search(str(key)) and isinstance(child, str | int | float)
            else masked(child, secrets)
            for key, child in tree.items()
        }
    if isinstance(tree, list):
        return [masked(child, secrets) for child in tree]
    name, equals, value = tree.partition("=") if isinstance(tree, str) else ("", "", "")
    if equals and name.isidentifier() and _SECRET.search(name):
        return f"{name}={_mask(value, secrets)}"
    return tree


def _mask(value: object, secrets: set[str]) -> str:
    text = str(value)
    if len(text) >= _SHORTEST_SECRET:
        secrets.add(text)
    return MASK if text else ""


def masked_text(content: bytes, secrets: set[str]) -> bytes:
    """A file with each secret masked, as it is and as JSON writes it, and passwords in addresses."""
    for secret in sorted(secrets, key=len, reverse=True):
        for written in {secret, json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1]}:
            content = content.replace(written.encode("utf-8", "surrogatepass"), MASK.encode())
    text = content.decode("utf-8", "surrogateescape")
    return _IN_ADDRESS.sub(rf"\g<1>{MASK}\g<3>", text).encode("utf-8", "surrogateescape")


def _add(bundle: tarfile.TarFile, name: str, content: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = len(content)
    entry.mode = 0o644
    bundle.addfile(entry, io.BytesIO(content))
