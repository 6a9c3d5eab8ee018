"""The table of wrong programs: every one is played, and README.md has a row for each."""

from __future__ import annotations

import re

from tests.mutants import test_echo_clients, test_echo_servers, test_files, test_processes
from tests.mutants.derive import PROGRAMS, SHARED

PLAYED = [
    test_echo_servers.EXPECTED,
    test_echo_clients.EXPECTED,
    test_files.EXPECTED,
    test_processes.EXPECTED,
]


def test_every_wrong_program_is_played_once() -> None:
    programs = {file.stem for file in PROGRAMS.glob("*.py")} - {"__init__", *SHARED}
    expected = [program for group in PLAYED for program in group]
    batches = {caught.batch for group in PLAYED for caught in group.values()}
    assert sorted(expected) == sorted(programs)
    assert sorted(program for batch in batches for program in batch.wrong) == sorted(programs)


def test_readme_has_a_row_for_each_wrong_program_with_its_scenario() -> None:
    readme = (PROGRAMS.parent / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([a-z_]+) \| [^|]+ \| ([a-z-]+) \|", readme, re.MULTILINE)
    played = {program: caught.batch.scenario for group in PLAYED for program, caught in group.items()}
    assert dict(rows) == {"program": "scenario"} | played
