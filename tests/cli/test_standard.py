"""Every command with every state of the three standard streams: no traceback, and the right exit status."""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.cli.asking import NO_ENGINE, ROOT, Answer
from tests.run.harness import play, scenario

pytestmark = [pytest.mark.processes, pytest.mark.streams]

STREAMS = {
    "closed": ">&-",
    "full": ">/dev/full",
    "read no more": "| true",
    "no errors": "2>&-",
    "errors to a full disk": "2>/dev/full",
    "none": "<&- >&- 2>&-",
}

COMMANDS = {
    "list": 0,
    "schema": 0,
    "--help": 0,
    "--version": 0,
    "run --help": 0,
    "validate parallel-echo": 0,
    "validate bad.yaml": 4,
    "judge stored": 0,
    "judge nowhere": 4,
    "plan parallel-echo": 3,
    "clean": 3,
    "doctor": 3,
    "lab status": 3,
    "frobnicate": 4,
}
"""Each with its status where all streams are as usual, and no engine answers."""

VERDICTS = {"judge stored"}
"""Their status is a run's: output that is lost does not change it."""

IN_MEMORY = """
from socketlab.runtimes import RUNTIMES
RUNTIMES["memory"] = "tests.cli.runtimes:InMemory"
from socketlab.__main__ import main
main()
"""


def in_a_shell(folder: Path, line: str, environment: Mapping[str, str] | None = None) -> Answer:
    if line.startswith("socketlab "):
        line = f"{sys.executable} -m scenarios {line.removeprefix('socketlab ')}"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", line],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), **NO_ENGINE, **(environment or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=60,
        check=False,
    )
    return Answer(done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "stored").mkdir()
    play(tmp_path / "stored", scenario())
    (tmp_path / "bad.yaml").write_text("hosts: {}\n", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("command", COMMANDS)
def test_no_state_of_the_streams_ends_a_command_in_a_traceback_or_hides_lost_output(
    folder: Path, command: str
) -> None:
    usual = in_a_shell(folder, f"socketlab {command}")
    assert usual.code == COMMANDS[command]
    for state, redirection in STREAMS.items():
        answer = in_a_shell(folder, f"socketlab {command} {redirection}")
        lost = state in ("closed", "full", "none") and bool(usual.out) and command not in VERDICTS
        assert answer.code == (usual.code or (3 if lost else 0)), (state, answer)
        assert "Traceback" not in answer.err, (state, answer)
        assert answer.out.count("\n") in (0, usual.out.count("\n")), (state, answer)
        if lost and state != "none":
            reason = "bad file descriptor" if state == "closed" else "no space left on device"
            last = answer.err.splitlines()[-1]
            assert last == f"error: cannot write to standard output: {reason}", (state, answer)


@pytest.mark.parametrize("redirection", [">&-", ">/dev/full", "| head -1", "<&- >&- 2>&-"])
@pytest.mark.parametrize("output", ["text", "json"])
def test_a_run_completes_and_keeps_its_status_whatever_becomes_of_its_output(
    folder: Path, redirection: str, output: str
) -> None:
    (folder / "small.yaml").write_text(scenario(), encoding="utf-8")
    (folder / "in_memory.py").write_text(IN_MEMORY, encoding="utf-8")
    line = f"{sys.executable} in_memory.py run small.yaml --runtime memory --format {output} {redirection}"
    answer = in_a_shell(folder, line)
    assert answer.code == 0, answer
    assert "Traceback" not in answer.err
    (result,) = folder.glob("runs/small/*/result.json")
    assert '"outcome": "pass"' in result.read_text(encoding="utf-8")


def test_a_pipe_that_is_set_to_not_block_gets_everything(folder: Path) -> None:
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    fcntl.fcntl(writer, fcntl.F_SETPIPE_SZ, 4096)
    with (
        subprocess.Popen(
            [sys.executable, "-m", "scenarios", "schema"],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=writer,
        ) as process,
        os.fdopen(reader, "rb") as read,
    ):
        os.close(writer)
        content = read.read()
        assert process.wait(timeout=30) == 0
    assert json.loads(content)["title"] == "socketlab scenario"


ENCODINGS = [
    {"PYTHONIOENCODING": "ascii"},
    {"PYTHONIOENCODING": "latin-1"},
    {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
]


NAMES = ["\u00fcn\u00ef-\u20ac".encode(), b"caf\xe9", b"a\x1b[2Jb"]
"""Of files: beyond Latin-1, not UTF-8, and with an escape sequence."""


@pytest.mark.parametrize("environment", ENCODINGS, ids=str)
def test_names_that_the_encoding_lacks_are_escaped(folder: Path, environment: dict[str, str]) -> None:
    for name in NAMES:
        file = os.fsencode(folder) + b"/" + name
        Path(os.fsdecode(file + b".yaml")).write_text(scenario(), encoding="utf-8")
        Path(os.fsdecode(file)).symlink_to("stored")
        cases: list[tuple[list[str | bytes], int]] = [
            (["validate", name + b".yaml"], 0),
            (["judge", name], 0),
            (["judge", "--format", "json", name], 0),
            (["judge", name + b"-"], 4),
            (["validate", name + b"-.yaml"], 4),
            (["plan", name + b".yaml", "--set", b"x=" + name], 4),
            (["run", "--runtime", name, name + b".yaml"], 4),
            ([name], 4),
        ]
        for arguments, status in cases:
            done = subprocess.run(
                [sys.executable, "-m", "scenarios", *arguments],
                cwd=folder,
                env={**os.environ, "PYTHONPATH": str(ROOT), **NO_ENGINE, **environment},
                capture_output=True,
                check=False,
            )
            assert done.returncode == status, (arguments, done)
            assert b"Traceback" not in done.stderr
            assert b"\x1b" not in done.stdout + done.stderr
        Path(os.fsdecode(file)).unlink()
