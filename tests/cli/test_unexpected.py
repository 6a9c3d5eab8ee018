"""Errors that no command expects: one line, never the status of a failed check, a traceback on request."""

from __future__ import annotations

import errno
import sys
from pathlib import Path

import pytest

from socketlab.cli.unexpected import Explained, gives_verdict, in_words
from tests.cli.test_standard import in_a_shell

RAISING = """
import sys
from socketlab.spec import catalog
error = eval(sys.argv.pop())
def fail(*_):
    raise error
catalog.find = catalog.tagged = catalog.summaries = fail
from socketlab.__main__ import main
main()
"""


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (MemoryError(), "out of memory"),
        (RecursionError("maximum recursion depth exceeded"), "the input is nested too deeply"),
        (OSError(errno.ENOSPC, "No space left on device", "a/b"), 'no space left on device: "a/b"'),
        (OSError(errno.EMFILE, "Too many open files"), "too many open files"),
        (ValueError("a\n b" + "x" * 1000), "internal error: ValueError: a b" + "x" * 397),
        (KeyError(), "internal error: KeyError"),
    ],
)
def test_an_error_in_words_is_one_short_line(error: Exception, words: str) -> None:
    assert in_words(error) == words


@pytest.mark.parametrize(
    ("arguments", "status"), [(["run", "x"], 3), (["judge"], 3), (["demo"], 3), (["list"], 4), ([], 4)]
)
def test_the_status_is_that_of_a_lab_error_where_a_verdict_was_asked_for(
    arguments: list[str], status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    with Explained(arguments) as explained:
        raise ZeroDivisionError("x\x1b[2J")
    assert explained.status == status
    assert capsys.readouterr().err == (
        "error: internal error: ZeroDivisionError: x\\x1b[2J (set SOCKETLAB_DEBUG=1 to see the traceback)\n"
    )


def test_an_exit_passes() -> None:
    with pytest.raises(SystemExit), Explained(["run"]):
        sys.exit(7)


def test_help_is_not_a_verdict() -> None:
    assert not gives_verdict(["run", "--help"])
    assert gives_verdict(["--nonsense", "run"])


@pytest.mark.processes
@pytest.mark.parametrize(
    ("command", "status"), [("run x", 3), ("validate x", 4), ("list", 4), ("plan x", 4), ("run --tag x", 3)]
)
@pytest.mark.parametrize(
    "error", ["BrokenPipeError(32,'Broken pipe')", "RecursionError()", "MemoryError()", "KeyError('x')"]
)
def test_a_command_that_raises_ends_in_one_line(
    tmp_path: Path, command: str, status: int, error: str
) -> None:
    (tmp_path / "raising.py").write_text(RAISING, encoding="utf-8")
    answer = in_a_shell(tmp_path, f'{sys.executable} raising.py {command} "{error}"')
    assert answer.code == status, answer
    assert answer.out == ""
    assert len(answer.err.splitlines()) == 1, answer
    assert answer.err.startswith("error: ")
    assert answer.err.endswith("(set SOCKETLAB_DEBUG=1 to see the traceback)\n")


@pytest.mark.processes
def test_the_traceback_is_shown_on_request(tmp_path: Path) -> None:
    (tmp_path / "raising.py").write_text(RAISING, encoding="utf-8")
    line = f"{sys.executable} raising.py list \"KeyError('x')\""
    shown = in_a_shell(tmp_path, line, {"SOCKETLAB_DEBUG": "1"}).err.splitlines()
    assert shown[0] == "Traceback (most recent call last):"
    assert shown[-1] == "error: internal error: KeyError: 'x'"
    assert len(in_a_shell(tmp_path, line, {"SOCKETLAB_DEBUG": "0"}).err.splitlines()) == 1
