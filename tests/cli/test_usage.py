"""Usage errors are one line in plain words, with the option or argument first."""

from __future__ import annotations

import pytest

from socketlab.cli.app import run_command_line


@pytest.mark.parametrize(
    ("command", "says"),
    [
        ("run x --format xml", '--format: "xml" is not one of text, json, tap'),
        ("run x --repeat 0", "--repeat: must be from 1 to 1000"),
        ("run x --repeat 1001", "--repeat: must be from 1 to 1000"),
        ("run x --repeat 1.5", "--repeat: must be a whole number"),
        ("plan x --seed -1", "--seed: must be 0 or more"),
        ("plan x --seed one", "--seed: must be a whole number"),
        ("judge", "no FOLDER given (see socketlab judge --help)"),
        ("validate", "no NAME|FILE given (see socketlab validate --help)"),
        ("lab shell", "no HOST given (see socketlab lab shell --help)"),
        ("frobnicate", 'no command "frobnicate" (see --help)'),
        ("validatee x", 'no command "validatee" (did you mean "validate"?)'),
        ("--nonsense", 'no option "--nonsense" (see --help)'),
        ("run x --tim 3s", 'no option "--tim" (use one of --runtime, --tag, --timeout)'),
        ("run --set", "--set needs a value"),
        ("clean --dry-run=x", "--dry-run takes no value"),
        ("list extra", 'unexpected argument "extra"'),
        ("list extra more", 'unexpected argument "extra more"'),
    ],
)
def test_a_usage_error_is_said_in_plain_words(
    command: str, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_command_line(command.split()) == 4
    assert capsys.readouterr().err == f"error: {says}\n"


def test_a_long_or_hostile_value_is_cut_and_escaped(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command_line(["run", "x", "--format", "\x1b\n" + "y" * 5000]) == 4
    (line,) = capsys.readouterr().err.splitlines()
    assert len(line) < 250
    assert line.isprintable()
