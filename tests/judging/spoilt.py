"""Stored runs as somebody could spoil them: each field of each file, by hand or by a broken disk."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

import yaml
from hypothesis import strategies as st

from socketlab.checks import CHECKS
from socketlab.events import Interrupted, StartFailed, Troubled
from socketlab.plan.stored import plan_to_json
from socketlab.record.codec import to_json
from socketlab.record.layout import EVENTS, LOGS, PLAN, RESULT, log_name
from tests.record.events import EVERY
from tests.records import a_plan, behind_gate, exited, gated, noted, released, talked

RAW: dict[str, str] = {
    "@not-a-number@": "NaN",
    "@infinity@": "Infinity",
    "@out-of-range@": "-1e999",
    "@large@": "1e308",
    "@long@": "1" * 400,
    "@too-long@": "1" * 5000,
    "@brackets@": "[" * 100_000,
    "@deep@": "[" * 150 + "]" * 150,
    "@deeper@": "[" * 1000 + "]" * 1000,
    "@surrogate@": '"\\ud800"',
}
"""What JSON may hold that Python would not write, by the text that stands for it."""

VALUES: tuple[Any, ...] = (
    *RAW,
    None,
    True,
    5,
    -1,
    0.5,
    "",
    "x",
    "clients-1",
    "../../../secret",
    "\x1b[31m\u202e\n",
    "x" * 70_000,
    [],
    [1],
    ["a", "b"],
    {},
    {"x": "y"},
    [{}],
)


class Draw(Protocol):
    """Draws an example, as hypothesis' data object does."""

    def __call__(self, strategy: st.SearchStrategy[Any]) -> Any:
        """An example of a strategy."""


def good_run(folder: Path, *, cut_short: bool) -> Path:
    """A stored run with every kind of check and of event, and something in each log.

    Args:
        folder: Where to store it; it does not exist.
        cut_short: Whether the lab failed, and the run was interrupted.
    """
    (folder / LOGS).mkdir(parents=True)
    examples = [yaml.safe_load(kind.example) for kind in CHECKS]
    plan = a_plan(*examples, None, {"never": {"host": "server", "matches": "x+"}})
    (folder / PLAN).write_text(plan_to_json(plan), encoding="utf-8")
    events = [
        EVERY[0],
        gated("clients-1"),
        gated("clients-2"),
        released(),
        *talked("clients-1", "Hello", "Echo=>Hello"),
        *behind_gate("clients-1", 100.0, 101.5),
        noted("server", "connect", role="server", conn="a", port=50007, clock=100.0),
        noted("server", "sent", role="server", conn="a", data="x", clock=100.5),
        noted("clients-2", "file", role="gate", path="f", size=3, sha256="abc"),
        exited("clients-2", 0, ran=(1.5, 2.5)),
        *(
            event
            for event in EVERY[1:]
            if cut_short or not isinstance(event, Troubled | Interrupted | StartFailed)
        ),
    ]
    (folder / EVENTS).write_text("".join(to_json(event) + "\n" for event in events), encoding="utf-8")
    for host in plan.everyone:
        for stream in ("stdout", "stderr"):
            (folder / log_name(host.name, stream)).write_bytes(b"hello 1\r\ncaf\xe9\x1b[2J\nhalf")
    return folder


def spoil(data: st.DataObject, folder: Path) -> None:
    """Spoil a good run, in one place or in a few."""
    of_content = [
        _spoil_plan,
        _spoil_plan,
        _spoil_event,
        _spoil_event,
        _spoil_event,
        _spoil_lines,
        _spoil_bytes,
    ]
    for how in data.draw(st.lists(st.sampled_from(of_content), min_size=1, max_size=2)):
        how(data.draw, folder)
    if data.draw(st.integers(0, 5)) == 5:
        _spoil_file(data.draw, folder)


def _spoil_plan(draw: Draw, folder: Path) -> None:
    file = folder / PLAN
    file.write_bytes(_spoilt_json(draw, file.read_bytes()))


def _spoil_event(draw: Draw, folder: Path) -> None:
    file = folder / EVENTS
    lines = file.read_bytes().split(b"\n")
    number = draw(st.integers(0, len(lines) - 1))
    lines[number] = _spoilt_json(draw, lines[number])
    file.write_bytes(b"\n".join(lines))


def _spoil_lines(draw: Draw, folder: Path) -> None:
    """One line is missing, twice there, cut or something else; or the order is another."""
    file = folder / EVENTS
    lines = file.read_bytes().splitlines(keepends=True)
    number = draw(st.integers(0, len(lines) - 1))
    line = lines[number]
    others = [b"", b"\n", line * 2, line[: len(line) // 2], b"\xff\xfe\n", b"5\n", b"null\n"]
    lines[number] = draw(st.sampled_from(others))
    file.write_bytes(b"".join(draw(st.permutations(lines)) if draw(st.booleans()) else lines))


def _spoil_bytes(draw: Draw, folder: Path) -> None:
    file = folder / draw(st.sampled_from([PLAN, EVENTS]))
    content = bytearray(file.read_bytes())
    for _ in range(draw(st.integers(0, 3))):
        content[draw(st.integers(0, len(content) - 1))] = draw(st.integers(0, 255))
    file.write_bytes(content[: draw(st.just(len(content)) | st.integers(1, len(content)))])


def _spoil_file(draw: Draw, folder: Path) -> None:
    names = [PLAN, EVENTS, LOGS, "logs/server.stdout.log", "logs/clients-1.stderr.log", RESULT]
    file = folder / draw(st.sampled_from(names))
    if file.is_dir():
        shutil.rmtree(file)
    else:
        file.unlink(missing_ok=True)
    put = draw(st.sampled_from(["nothing", "fifo", "zero", "memory", "folder", "loop", "noise"]))
    if put == "fifo":
        os.mkfifo(file)
    elif put in ("zero", "memory", "loop"):
        file.symlink_to({"zero": "/dev/zero", "memory": "/proc/self/mem", "loop": file.name}[put])
    elif put == "folder":
        file.mkdir()
    elif put == "noise":
        file.write_bytes(draw(st.binary(max_size=200)))


def _spoilt_json(draw: Draw, content: bytes) -> bytes:
    """A JSON document with one of its values replaced, left out or renamed; any other content as it is."""
    try:
        tree = json.loads(content)
    except (ValueError, RecursionError):
        return content
    places = list(_places(tree))
    if not places:
        return content
    at, key = draw(st.sampled_from(places))
    change = draw(st.sampled_from(["replace", "replace", "replace", "leave out", "rename"]))
    if change == "replace":
        at[key] = draw(st.sampled_from(VALUES) | st.text(max_size=5) | st.integers() | st.floats())
    else:
        value = at.pop(key)
        if change == "rename" and isinstance(at, dict):
            at["unheard_of"] = value
    text = json.dumps(tree)
    for token, raw in RAW.items():
        text = text.replace(f'"{token}"', raw)
    return text.encode()


def _places(tree: Any) -> Iterator[tuple[Any, Any]]:
    """Each value of a tree, as what holds it and its key there."""
    children = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, child in list(children):
        yield tree, key
        yield from _places(child)
